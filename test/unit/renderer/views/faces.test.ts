import { screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pngBytes } from '../../../support/picture-bytes';
import { someAccountSnapshot, someContact, someSettings, someSnapshot } from '../../../support/records';
import { openSettings, prepareWindow, startWindow } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';
const ROMEO = 'romeo@example.net';
const hash = 'a'.repeat(40);
const bytes = pngBytes(9, 9);
const picture = {
  hash,
  type: 'image/png',
  bytes: bytes.length,
  width: 9,
  height: 9,
  animated: false,
  data: Buffer.from(bytes).toString('base64'),
} as const;

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 9, height: 9, close: () => undefined }));
  HTMLCanvasElement.prototype.getContext = vi.fn(() => ({
    clearRect: () => undefined,
    drawImage: () => undefined,
  })) as unknown as HTMLCanvasElement['getContext'];
});

const romeosFace = (): HTMLElement => {
  const face = screen.getByRole('button', { name: /^Romeo/u }).querySelector<HTMLElement>('.avatar');
  if (face === null) throw new Error('Romeo has no face.');
  return face;
};

describe('pictures of contacts', () => {
  it('stand in the list once they are here, and go when they are taken away', async () => {
    const { bridge } = await startWindow(someSnapshot());
    expect(romeosFace()).toHaveTextContent('R');
    bridge.answer('profile.pictures', () => [picture]);
    bridge.announce('picturesChanged', { account, changed: [{ jid: ROMEO, hash }] });
    await waitFor(() => expect(romeosFace().querySelector('canvas')).not.toBeNull());
    expect(bridge.callsOf('profile.pictures')).toEqual([{ account, hashes: [hash] }]);
    bridge.announce('picturesChanged', { account, changed: [{ jid: ROMEO }] });
    await waitFor(() => expect(romeosFace()).toHaveTextContent('R'));
  });

  it('are asked for after the first screen', async () => {
    const { bridge } = await startWindow(someSnapshot());
    expect(bridge.callsOf('profile.contactPictures')).toEqual([]);
    await waitFor(() => expect(bridge.callsOf('profile.contactPictures')).toEqual([{ account }]));
  });

  it('are neither asked for nor shown where the user does not want them', async () => {
    const { bridge, user } = await startWindow(someSnapshot({ settings: someSettings({ showPictures: false }) }));
    bridge.answer('profile.pictures', () => [picture]);
    bridge.announce('picturesChanged', { account, changed: [{ jid: ROMEO, hash }] });
    await openSettings(user);
    const choice = screen.getByRole('checkbox', { name: 'Show pictures of contacts' });
    expect(choice).toHaveAccessibleDescription(/learns that you asked/u);
    expect(bridge.callsOf('profile.pictures')).toEqual([]);
    await user.click(choice);
    expect(bridge.callsOf('settings.change')).toEqual([{ showPictures: true }]);
    await user.click(screen.getByRole('button', { name: 'Chats' }));
    await waitFor(() => expect(romeosFace().querySelector('canvas')).not.toBeNull());
  });

  it('load only for rows in view', async () => {
    const contacts = Array.from({ length: 1000 }, (_, at) =>
      someContact({ jid: `person${at}@example.net`, name: `Person ${String(at).padStart(4, '0')}` }),
    );
    const { bridge } = await startWindow(someSnapshot({ accounts: [someAccountSnapshot({ contacts })] }));
    const changed = contacts.map(({ jid }, at) => ({ jid, hash: String(at).padStart(40, '0') }));
    bridge.answer('profile.pictures', ({ hashes }) => hashes.map((one) => ({ ...picture, hash: one })));
    bridge.announce('picturesChanged', { account, changed });
    await waitFor(() => expect(document.querySelector('canvas')).not.toBeNull());
    await waitFor(() => expect(document.querySelectorAll('canvas').length).toBeGreaterThan(8));
    const asked = bridge.callsOf('profile.pictures').flatMap(({ hashes }) => hashes);
    expect(asked.length).toBeLessThan(30);
    expect(new Set(asked).size).toBe(asked.length);
  });
});
