import { describe, expect, it } from 'vitest';
import { PortableReader, type PortableAccount } from '../../../../electron/xmpp/xep-0227-portable/read';

function read(text: string, chunk = text.length): PortableAccount {
  const reader = new PortableReader();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk));
  return reader.end();
}

const document = (content: string, user = "name='juliet'"): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='urn:xmpp:pie:0'><host jid='capulet.lit'><user ${user}>${content}</user></host></server-data>`;

const roster =
  "<query xmlns='jabber:iq:roster'><item jid='romeo@montague.lit' name='Röméo' subscription='both'/></query>";

describe('an exported account', () => {
  it('is read in whatever pieces it comes', () => {
    const stored =
      "<query xmlns='jabber:iq:private'><storage xmlns='storage:rosternotes'><note>é &amp; è</note></storage></query>";
    const blocked =
      "<query xmlns='jabber:iq:privacy'><default name='b'/><list name='a'><item type='jid' value='x@y' action='deny' order='1'/></list>" +
      "<list name='b'><item type='jid' value='tybalt@capulet.lit' action='deny' order='1'/>" +
      "<item type='jid' value='nurse@capulet.lit' action='deny' order='2'><presence-in/></item><item action='allow' order='3'/></list></query>";
    const nodes =
      "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item id='1'><a xmlns='urn:a'/></item><item/></items></pubsub>";
    for (const chunk of [1, 7, 10_000]) {
      const account = read(document(roster + stored + blocked + nodes + "<vCard xmlns='vcard-temp'/>"), chunk);
      expect(account).toMatchObject({ jid: 'juliet@capulet.lit', blocked: ['tybalt@capulet.lit'], vcard: undefined });
      expect(account.roster).toMatchObject([{ jid: 'romeo@montague.lit', name: 'Röméo' }]);
      expect(account.stored.map((element) => element.getChildText('note'))).toEqual(['é & è']);
      expect(account.nodes.get('n')?.map(({ id }) => id)).toEqual(['1']);
    }
  });

  it('may hold an archive of any length, and other accounts, which are passed over', () => {
    const message = "<result xmlns='urn:xmpp:mam:2'><a><b>x</b></a></result>";
    const archive = `<archive xmlns='urn:xmpp:pie:0#mam'>${message.repeat(100_000)}</archive>`;
    const second = document(roster + archive).replace(
      '</host>',
      "<user name='nurse'><x xmlns='urn:x'/></user></host><host jid='x'/>",
    );
    expect(read(second, 65_536)).toMatchObject({
      jid: 'juliet@capulet.lit',
      roster: [{ jid: 'romeo@montague.lit' }],
      stored: [],
    });
  });

  it.each([
    ['nothing', ''],
    ['something else', '<html/>'],
    ['another namespace', "<server-data xmlns='urn:x'><host jid='a'><user name='b'/></host></server-data>"],
    ['no account', "<server-data xmlns='urn:xmpp:pie:0'/>"],
    ['an address that is none', document('', "name='a b'")],
    ['half of it', document(roster).slice(0, -20)],
    ['tags that do not match', document('<a xmlns="urn:a"></b>')],
    ['a document type with entities', `<!DOCTYPE x [<!ENTITY a "b">]>${document('')}`],
    ['far too deep', document('<a>'.repeat(200))],
    ['far too many elements', document(`<query xmlns='jabber:iq:private'>${'<a/>'.repeat(1_000_001)}</query>`)],
    ['one endless text', document(`<a xmlns='urn:a'>${'x'.repeat(17 * 1024 * 1024)}</a>`)],
  ])('is refused where it is %s', (_what, text) => {
    expect(() => read(text, 65_536)).toThrow(expect.objectContaining({ name: 'XmlError' }));
  });
});
