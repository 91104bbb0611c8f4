import { describe, expect, it } from 'vitest';
import { JULIET, online, ROMEO, started, World } from './helpers';

describe('settings', () => {
  it('are changed one by one, told, and there after a restart', async () => {
    const world = await started();
    const before = world.features.settings;
    const after = await world.handlers['settings.change']({ theme: 'dark', listWidth: 320 });
    expect(after).toEqual({ ...before, theme: 'dark', listWidth: 320 });
    expect(world.features.settings).toEqual(after);
    expect(world.hub.all('settingsChanged')).toEqual([{ settings: after }]);
    await world.stop();
    expect((await started(world)).features.settings).toEqual(after);
  });

  it('have presets that send nothing which others did not ask for, and fetch nothing', () => {
    const world = new World();
    expect(world.features.settings).toMatchObject({
      spellChecking: false,
      startAtLogin: false,
      sending: { readMarkers: false, version: false, idleTime: false },
    });
  });
});

describe('the features as a whole', () => {
  it('answer commands that come before the store is open once it is', async () => {
    const world = new World();
    const early = world.snapshot();
    await world.features.start();
    expect((await early).accounts).toEqual([]);
  });

  it('name contacts, and people who are none', async () => {
    const world = await online();
    expect(world.features.contactName(JULIET, ROMEO)).toBe('Romeo');
    expect(world.features.contactName(JULIET, 'stranger@verona.lit')).toBe('stranger@verona.lit');
  });

  it('carry the sequence of events in the snapshot', async () => {
    const world = await online();
    expect((await world.snapshot()).seq).toBe(world.hub.seq);
  });

  it('note which hosts were contacted', async () => {
    const world = await online();
    await world.stop();
    const hosts = world
      .openFile()
      .history(JULIET)
      .ledger.list(JULIET)
      .filter((row) => row.kind === 'host');
    expect(hosts).toMatchObject([{ to: '127.0.0.1:5222' }]);
  });
});
