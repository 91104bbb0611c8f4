import { describe, expect, it, vi } from 'vitest';
import { NS_ROSTER } from '../../../electron/xmpp/ns';
import { JULIET, online, started } from './helpers';

describe('the beginning of a session', () => {
  it('asks for the roster, and for all before it, ahead of stream management', async () => {
    const world = await started();
    await world.signIn();
    const { sent, early } = world.session;
    const roster = sent.findIndex((stanza) => stanza.getChild('query', NS_ROSTER) !== undefined);
    const first = sent.slice(0, roster + 1);
    expect(first.length).toBeGreaterThan(1);
    expect(first.filter((stanza) => !early.has(stanza))).toEqual([]);
  });

  it('settles the contacts with the roster', async () => {
    const world = await online();
    await world.stop();
    let give: (roster: string) => void = () => undefined;
    const again = await started({
      ...world.kept,
      prepare: (session) => session.answer('get', 'query', NS_ROSTER, () => new Promise((resolve) => (give = resolve))),
    });
    const settled = vi.fn();
    void again.features.contactsSettled().then(settled);
    await again.quiet();
    expect(settled).not.toHaveBeenCalled();
    give(`<query xmlns="${NS_ROSTER}"/>`);
    await again.quiet();
    expect(settled).toHaveBeenCalled();
  });

  it('settles them where there is none to be had for now', async () => {
    const world = await online();
    await world.stop();
    const away = await started({ ...world.kept, prepare: (session) => (session.silent = true) });
    const settled = vi.fn();
    void away.features.contactsSettled().then(settled);
    await away.quiet();
    expect(settled).not.toHaveBeenCalled();
    await away.handlers['accounts.setAvailability']({ account: JULIET, availability: 'offline', statusText: '' });
    await away.quiet();
    expect(settled).toHaveBeenCalled();
    await away.features.contactsSettled();
  });
});
