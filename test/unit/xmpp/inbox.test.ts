import { describe, expect, it } from 'vitest';
import { carbonStage, Inbox, type InboxStage, type InboundStanza } from '../../../electron/xmpp/inbox';
import { fullJid, userJid } from '../../../electron/xmpp/jid';
import { attr, childText } from '../../../electron/xmpp/xml';
import { NS_CLIENT } from '../../../electron/xmpp/ns';
import { settle } from '../../support/fake-clock';
import { parseXml } from '../../support/parse-xml';
import { RecordingLog } from '../../support/recording-log';

const account = userJid('juliet@capulet.lit') ?? expect.unreachable();
const ownJid = fullJid('juliet@capulet.lit/balcony');

function inboxWith(...stages: readonly InboxStage[]) {
  const log = new RecordingLog();
  const out: InboundStanza[] = [];
  const pressure: boolean[] = [];
  const deliver: InboxStage = { name: 'deliver', run: (item) => (out.push(item), undefined) };
  const inbox = new Inbox({
    account,
    ownJid: () => ownJid,
    stages: [...stages, deliver],
    log,
    onPressure: (high) => pressure.push(high),
  });
  const push = (xml: string): void => inbox.push(parseXml(xml));
  const ids = (): (string | undefined)[] => out.map(({ stanza }) => attr(stanza, 'id'));
  return { inbox, push, out, ids, log, pressure };
}

const message = (id: string, from = 'romeo@montague.lit/x'): string =>
  `<message id='${id}' from='${from}'><body>b</body></message>`;

describe('inbox', () => {
  it('delivers at once and in order', () => {
    const { push, ids } = inboxWith();
    push(message('1'));
    push(message('2'));
    expect(ids()).toEqual(['1', '2']);
  });

  it('keeps the order where a stage waits', async () => {
    let release: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    const { inbox, push, ids } = inboxWith({
      name: 'store',
      run: (item) => (attr(item.stanza, 'id') === '1' ? waits.then(() => item) : item),
    });
    push(message('1'));
    push(message('2'));
    push('<presence/>');
    await settle();
    expect(ids()).toEqual([]);
    expect(inbox.idle).toBe(false);
    release();
    await settle();
    expect(ids()).toEqual(['1', '2', undefined]);
    expect(inbox.idle).toBe(true);
  });

  it('keeps the order of what a stage lets come in while it works', () => {
    const nested: { push?: (xml: string) => void } = {};
    const { push, ids } = inboxWith({
      name: 'echo',
      run(item) {
        if (attr(item.stanza, 'id') === '1') nested.push?.(message('3'));
        return item;
      },
    });
    nested.push = push;
    push(message('1'));
    expect(ids()).toEqual(['1', '3']);
  });

  it.each(['throws', 'rejects'])('loses only the stanza on which a stage %s', async (how) => {
    const { push, ids, log } = inboxWith({
      name: 'picky',
      run(item) {
        if (attr(item.stanza, 'id') !== 'bad') return item;
        if (how === 'throws') throw new Error('no');
        return Promise.reject(new Error('no'));
      },
    });
    for (const id of ['1', 'bad', '2']) push(message(id));
    await settle();
    expect(ids()).toEqual(['1', '2']);
    expect(log.lines).toEqual(['error inbox: stage "picky" failed: no']);
  });

  it('drops what has an address that is none, and normalizes the others', () => {
    const { push, out } = inboxWith();
    push(message('1', '@'));
    push("<message id='2' from='a@b' to='a b@c'/>");
    push(message('3', 'ROMEO@Montague.lit/x'));
    push("<message id='4'/>");
    expect(out.map(({ from, to }) => [from, to])).toEqual([
      ['romeo@montague.lit/x', 'juliet@capulet.lit/balcony'],
      ['juliet@capulet.lit', 'juliet@capulet.lit/balcony'],
    ]);
  });

  it('says when too much waits, and when no more', async () => {
    let release: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    let first = true;
    const { push, pressure, ids } = inboxWith({
      name: 'slow',
      run(item) {
        if (!first) return item;
        first = false;
        return waits.then(() => item);
      },
    });
    for (let n = 0; n < 1_500; n += 1) push(message(String(n)));
    expect(pressure).toEqual([true]);
    release();
    await settle();
    expect(pressure).toEqual([true, false]);
    expect(ids()).toHaveLength(1_500);
  });
});

describe('carbons', () => {
  const carbon = (from: string, kind: string, innerFrom: string, innerTo: string): string =>
    `<message from='${from}'><${kind} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>` +
    `<message xmlns='jabber:client' from='${innerFrom}' to='${innerTo}' type='chat'><body>copy</body></message></forwarded></${kind}></message>`;

  it('are opened where they can be trusted', () => {
    const { push, out } = inboxWith(carbonStage(account, new RecordingLog()));
    push(carbon(account, 'received', 'romeo@montague.lit/x', `${account}/other`));
    push(carbon(account, 'sent', `${account}/other`, 'romeo@montague.lit'));
    expect(out.map(({ direction, carbon: isCarbon, from, to }) => [direction, isCarbon, from, to])).toEqual([
      ['in', true, 'romeo@montague.lit/x', 'juliet@capulet.lit/other'],
      ['out', true, 'juliet@capulet.lit/other', 'romeo@montague.lit'],
    ]);
    expect(out.map(({ stanza }) => childText(stanza, 'body', NS_CLIENT))).toEqual(['copy', 'copy']);
  });

  it('are dropped where they cannot', () => {
    const log = new RecordingLog();
    const { push, out } = inboxWith(carbonStage(account, log));
    push(carbon('mallory@evil.lit', 'received', 'romeo@montague.lit/x', account));
    push(carbon(account, 'received', '@', account));
    expect(out).toEqual([]);
    expect(log.lines).toHaveLength(2);
  });
});
