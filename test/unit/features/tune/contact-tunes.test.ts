import { describe, expect, it } from 'vitest';
import { NS_PUBSUB_EVENT, NS_TUNE } from '../../../../electron/xmpp/ns';
import { JULIET, NURSE, online, ROMEO, type World } from '../helpers';

const event = (from: string, children: string): string =>
  `<message xmlns="jabber:client" from="${from}" to="${JULIET}/here" type="headline"><event xmlns="${NS_PUBSUB_EVENT}"><items node="${NS_TUNE}"><item id="current"><tune xmlns="${NS_TUNE}">${children}</tune></item></items></event></message>`;
const song = '<artist>Nina Simone</artist><title>Sinnerman</title>';
const shown = { jid: ROMEO, tune: { artist: 'Nina Simone', title: 'Sinnerman' } };

const tunes = async (world: World): Promise<unknown> => (await world.snapshot()).accounts[0]?.tunes;

describe('what a contact listens to', () => {
  it('is told until it ends', async () => {
    const world = await online();
    await world.receive(event(ROMEO, song));
    expect(await tunes(world)).toEqual([shown]);
    expect(world.hub.all('tunesChanged')).toEqual([{ account: JULIET, changed: [shown] }]);
    await world.receive(event(ROMEO, ''));
    expect(await tunes(world)).toEqual([]);
    expect(world.hub.all('tunesChanged').at(-1)).toEqual({ account: JULIET, changed: [{ jid: ROMEO }] });
  });

  it.each([NURSE, 'mallory@evil.lit', `${ROMEO}/garden`, JULIET, 'capulet.lit'])(
    'is nothing when %s says it',
    async (from) => {
      const world = await online();
      await world.receive(event(from, song));
      expect(await tunes(world)).toEqual([]);
    },
  );

  it('is believed until a while after its end', async () => {
    const world = await online();
    await world.receive(event(ROMEO, `${song}<length>600</length>`));
    await world.clock.advance(18 * 60_000);
    expect(await tunes(world)).not.toEqual([]);
    await world.clock.advance(3 * 60_000);
    expect(await tunes(world)).toEqual([]);
    await world.receive(event(ROMEO, song));
    await world.clock.advance(58 * 60_000);
    expect(await tunes(world)).not.toEqual([]);
    await world.clock.advance(3 * 60_000);
    expect(await tunes(world)).toEqual([]);
  });

  it('ends when they go, and with the own session', async () => {
    const world = await online();
    const presence = (type: string): string =>
      `<presence xmlns="jabber:client" from="${ROMEO}/garden" to="${JULIET}"${type}/>`;
    await world.receive(presence(''), event(ROMEO, song));
    await world.receive(presence(' type="unavailable"'));
    expect(await tunes(world)).toEqual([]);
    await world.receive(event(ROMEO, song));
    world.session.leave();
    await world.quiet();
    expect(await tunes(world)).toEqual([]);
  });

  it('is neither asked for nor shown where the user does not want to know', async () => {
    const world = await online();
    await world.receive(event(ROMEO, song));
    await world.handlers['settings.change']({ tune: { ...world.features.settings.tune, showOthers: false } });
    await world.quiet();
    expect(await tunes(world)).toEqual([]);
    // Announced anew: the caps without "+notify".
    expect(world.session.takeSent().filter((stanza) => stanza.is('presence'))).toHaveLength(1);
    await world.receive(event(ROMEO, song));
    expect(await tunes(world)).toEqual([]);
  });

  it('is bounded and plain whatever they send', async () => {
    const world = await online();
    const nasty = `<artist>${'a\u202e'.repeat(500_000)}</artist><title>&lt;img src=x onerror=alert(1)&gt;&#10;</title><length>-3</length><uri>file:///etc/passwd</uri>`;
    await world.receive(event(ROMEO, nasty));
    expect(await tunes(world)).toEqual([
      { jid: ROMEO, tune: { artist: 'a'.repeat(128), title: '<img src=x onerror=alert(1)>' } },
    ]);
    await world.receive(event(ROMEO, '<title>a</title><title>b</title><artist><b>c</b></artist>'));
    expect(await tunes(world)).toEqual([{ jid: ROMEO, tune: { title: 'a' } }]);
  });
});
