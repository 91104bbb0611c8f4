import { describe, expect, it } from 'vitest';
import { ConnectionError, StanzaError } from '../../../electron/xmpp/errors';
import { IqHandlers, IqRequests } from '../../../electron/xmpp/iq';
import { anyJid, userJid } from '../../../electron/xmpp/jid';
import { attr, xml, type Element } from '../../../electron/xmpp/xml';
import { FakeClock } from '../../support/fake-clock';
import { parseXml } from '../../support/parse-xml';
import { RecordingLog } from '../../support/recording-log';

const account = userJid('juliet@capulet.lit') ?? expect.unreachable();

function asking(to?: string) {
  const clock = new FakeClock();
  const requests = new IqRequests(account, clock);
  const sent: Element[] = [];
  const iq = xml('iq', { type: 'get', ...(to === undefined ? {} : { to }) });
  const send = (element: Element): Promise<void> => {
    sent.push(element);
    return Promise.resolve();
  };
  const reply = requests.request(iq, send);
  reply.catch(() => undefined);
  const id = attr(iq, 'id') ?? '';
  const answer = (from: string, type = 'result'): boolean =>
    requests.settle(parseXml(`<iq type='${type}' id='${id}'${from === '' ? '' : ` from='${from}'`}/>`));
  return { clock, requests, reply, answer, id, send };
}

describe('requests of ours', () => {
  it.each([
    [undefined, ['', 'juliet@capulet.lit', 'juliet@capulet.lit/other', 'capulet.lit', 'Juliet@CAPULET.lit']],
    ['capulet.lit', ['', 'capulet.lit', 'juliet@capulet.lit']],
    ['juliet@capulet.lit', ['', 'juliet@capulet.lit', 'capulet.lit']],
    ['romeo@montague.lit/x', ['romeo@montague.lit/x', 'ROMEO@montague.lit/x']],
    ['rooms.capulet.lit', ['rooms.capulet.lit']],
  ])('to %s take the answer of those who may give it', async (to, senders) => {
    for (const from of senders) {
      const { answer, reply } = asking(to);
      expect(answer(from), from).toBe(true);
      await reply;
    }
  });

  it.each([
    [undefined, ['mallory@evil.lit', 'romeo@montague.lit', 'juliet@capulet.lit.evil.lit', '@']],
    ['capulet.lit', ['mallory@capulet.lit', 'evil.lit', 'capulet.lit/x']],
    ['romeo@montague.lit/x', ['', 'romeo@montague.lit', 'romeo@montague.lit/y', 'capulet.lit', 'juliet@capulet.lit']],
  ])('to %s ignore everybody else', (to, senders) => {
    for (const from of senders) expect(asking(to).answer(from), from).toBe(false);
  });

  it('end once: a second answer finds nothing', async () => {
    const { answer, reply } = asking();
    expect(answer('')).toBe(true);
    expect(answer('')).toBe(false);
    await expect(reply).resolves.toBeDefined();
  });

  it('reject with the error of the other side', async () => {
    const { requests, reply, id } = asking('capulet.lit');
    const error = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    requests.settle(parseXml(`<iq type='error' id='${id}' from='capulet.lit'>${error}</iq>`));
    await expect(reply).rejects.toMatchObject({ condition: 'item-not-found', type: 'cancel' });
  });

  it('reject after 30 s, when the stream is gone, when aborted, and when nothing could be sent', async () => {
    const late = asking();
    await late.clock.advance(30_000);
    await expect(late.reply).rejects.toMatchObject({ code: 'timeout' });
    expect(late.answer('')).toBe(false);

    const gone = asking();
    gone.requests.rejectAll(new ConnectionError('offline'));
    await expect(gone.reply).rejects.toMatchObject({ code: 'offline' });
    expect(gone.clock.pending).toBe(0);

    const controller = new AbortController();
    const { requests, send } = asking();
    const aborted = requests.request(xml('iq', { type: 'get' }), send, { signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });

    const failing = requests.request(xml('iq', { type: 'get' }), () => Promise.reject(new ConnectionError('offline')));
    await expect(failing).rejects.toMatchObject({ code: 'offline' });
  });

  it('are never sent to what is no address', async () => {
    const { requests, send } = asking();
    await expect(requests.request(xml('iq', { type: 'get', to: '@' }), send)).rejects.toBeInstanceOf(StanzaError);
  });
});

describe('requests of others', () => {
  const PING = "<ping xmlns='urn:xmpp:ping'/>";

  function answering() {
    const sent: Element[] = [];
    const log = new RecordingLog();
    const handlers = new IqHandlers((reply) => {
      sent.push(reply);
      return Promise.resolve();
    }, log);
    const ask = async (stanza: string): Promise<string> => {
      const element = parseXml(stanza);
      await handlers.handle(element, anyJid(attr(element, 'from')));
      return sent.splice(0).join('');
    };
    return { handlers, log, ask };
  }

  it('get what the handler returns', async () => {
    const { handlers, ask } = answering();
    handlers.add('get', 'ping', 'urn:xmpp:ping', () => xml('pong', { xmlns: 'urn:x' }));
    expect(await ask(`<iq type='get' id='1' from='a@b/c'>${PING}</iq>`)).toBe(
      '<iq type="result" id="1" to="a@b/c"><pong xmlns="urn:x"/></iq>',
    );
    expect(await ask(`<iq type='get' id='1'>${PING}</iq>`)).toBe('<iq type="result" id="1"><pong xmlns="urn:x"/></iq>');
  });

  it('get nothing where the handler ignores them, or they have no id', async () => {
    const { handlers, ask } = answering();
    handlers.add('get', 'ping', 'urn:xmpp:ping', () => Promise.resolve('ignore' as const));
    expect(await ask(`<iq type='get' id='1'>${PING}</iq>`)).toBe('');
    expect(await ask(`<iq type='get'>${PING}</iq>`)).toBe('');
  });

  it.each([
    ['an unknown payload', `<iq type='get' id='1'><x xmlns='urn:x'/></iq>`, 'service-unavailable'],
    ['the other type', `<iq type='set' id='1'>${PING}</iq>`, 'service-unavailable'],
    ['another namespace', `<iq type='get' id='1'><ping xmlns='urn:other'/></iq>`, 'service-unavailable'],
    ['no payload', `<iq type='get' id='1'/>`, 'bad-request'],
    ['two payloads', `<iq type='get' id='1'>${PING}${PING}</iq>`, 'bad-request'],
    ['no type', `<iq id='1'>${PING}</iq>`, 'bad-request'],
  ])('with %s get an error', async (_what, stanza, condition) => {
    const { handlers, ask } = answering();
    handlers.add('get', 'ping', 'urn:xmpp:ping', () => undefined);
    expect(await ask(stanza)).toMatch(new RegExp(`type="error".*<${condition} `, 'u'));
  });

  it('get an error from a handler that fails, and the log has the reason', async () => {
    const { handlers, ask, log } = answering();
    handlers.add('get', 'ping', 'urn:xmpp:ping', () => {
      throw new Error('secret detail');
    });
    const reply = await ask(`<iq type='get' id='1'>${PING}</iq>`);
    expect(reply).toContain('<internal-server-error ');
    expect(reply).not.toContain('secret detail');
    expect(log.lines.join()).toContain('secret detail');
  });

  it('have one handler each', () => {
    const { handlers } = answering();
    const remove = handlers.add('get', 'ping', 'urn:xmpp:ping', () => undefined);
    expect(() => handlers.add('get', 'ping', 'urn:xmpp:ping', () => undefined)).toThrow('second iq handler');
    remove();
    expect(() => handlers.add('get', 'ping', 'urn:xmpp:ping', () => undefined)).not.toThrow();
  });
});
