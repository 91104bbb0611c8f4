import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeCards } from '../../../support/fake-cards';
import { gifBytes, jpegBytes, pngBytes, withPlace } from '../../../support/picture-bytes';
import { someSnapshot } from '../../../support/records';
import { prepareWindow, startWindow, type Started } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';
const drawn = pngBytes(192, 192);
let canDraw = true;

beforeEach(() => {
  canDraw = true;
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 800, height: 600, close: () => undefined }));
  const context = { clearRect: () => undefined, drawImage: () => undefined };
  HTMLCanvasElement.prototype.getContext = vi.fn(() => context) as unknown as HTMLCanvasElement['getContext'];
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext(): object {
        return context;
      }
      convertToBlob(): Promise<Blob> {
        return canDraw ? Promise.resolve(fileOf(drawn)) : Promise.reject(new Error('no room for it'));
      }
    },
  );
});

function fileOf(bytes: Uint8Array<ArrayBuffer>, name = 'me.jpg'): File {
  // jsdom's files cannot be read.
  return Object.assign(new File([bytes], name), { arrayBuffer: () => Promise.resolve(bytes.slice().buffer) });
}

async function openProfile(): Promise<Started> {
  const started = await startWindow(someSnapshot());
  new FakeCards(started.bridge);
  await started.user.click(screen.getByRole('button', { name: 'Profile' }));
  await screen.findByRole('button', { name: 'Choose picture' }, { timeout: 10_000 });
  return started;
}

async function choose(file: File): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (input === null) throw new Error('There is no way to choose a file.');
  Object.defineProperty(input, 'files', { value: [file], configurable: true });
  await fireEvent.change(input);
}

describe('the own picture', () => {
  it('is cut in a dialog that says what is sent and what is removed, then set and removed', async () => {
    const started = await openProfile();
    const { bridge, user } = started;
    await choose(fileOf(withPlace(jpegBytes(800, 600))));
    const dialog = await screen.findByRole('dialog', { name: 'Cut the picture' }, { timeout: 10_000 });
    expect(dialog).toHaveTextContent('Removed: place and camera.');
    expect(await within(dialog).findByText(/^Sent will be 256 × 256 pixels/u)).toBeVisible();
    await fireEvent.input(within(dialog).getByRole('slider', { name: 'Zoom' }), { target: { value: '100' } });
    expect(await within(dialog).findByText(/^Sent will be 64 × 64 pixels/u)).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Set picture' }));
    expect(await screen.findByText(/The picture is set/u)).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
    const [call] = bridge.callsOf('profile.setPicture');
    expect(call).toMatchObject({ account, publicToo: true, picture: { type: 'image/png', width: 64, height: 64 } });
    expect(call?.picture.bytes).toEqual(drawn);
    await user.click(screen.getByRole('button', { name: 'Remove picture' }));
    expect(await screen.findByText(/The picture is gone/u)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Remove picture' })).toBeNull();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Choose picture' })).toHaveFocus());
  });

  it('is only the first image of one that moves', async () => {
    await openProfile();
    await choose(fileOf(gifBytes(90, 90, 3), 'me.gif'));
    expect(await screen.findByText(/It moves; only its first image is sent/u, {}, { timeout: 10_000 })).toBeVisible();
  });

  it.each([
    ['an SVG', new TextEncoder().encode('<svg/>'), /It is an SVG drawing/u],
    ['a bomb', pngBytes(20_000, 20_000), /20,000 × 20,000 pixels/u],
    ['a text', new TextEncoder().encode('But soft'), /no PNG, JPEG, WebP or GIF/u],
  ])('is refused in a sentence, and nothing sent, where it is %s', async (_, bytes, words) => {
    const started = await openProfile();
    await choose(fileOf(bytes));
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(words), { timeout: 10_000 });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(started.bridge.callsOf('profile.setPicture')).toEqual([]);
  });

  it('can be pasted, one at a time', async () => {
    await openProfile();
    const files = [fileOf(jpegBytes(9, 9)), fileOf(jpegBytes(9, 9))];
    await fireEvent(window, Object.assign(new Event('paste'), { clipboardData: { files } }));
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('one picture file'));
    await fireEvent(window, Object.assign(new Event('paste'), { clipboardData: { files: files.slice(1) } }));
    expect(await screen.findByRole('dialog', { name: 'Cut the picture' }, { timeout: 10_000 })).toBeVisible();
  });

  it('stays as it was where the service refuses it, and the dialog says why', async () => {
    const started = await openProfile();
    started.bridge.refuse('profile.setPicture', { code: 'refused-by-server', detail: 'policy-violation' });
    await choose(fileOf(jpegBytes(800, 600)));
    const dialog = await screen.findByRole('dialog', { name: 'Cut the picture' }, { timeout: 10_000 });
    await within(dialog).findByText(/^Sent will be/u);
    await started.user.click(within(dialog).getByRole('button', { name: 'Set picture' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('refused this (policy-violation)');
  });

  it('could not be drawn only until another cut can', async () => {
    await openProfile();
    canDraw = false;
    await choose(fileOf(jpegBytes(800, 600)));
    const dialog = await screen.findByRole('dialog', { name: 'Cut the picture' }, { timeout: 10_000 });
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('could not be decoded');
    expect(within(dialog).getByRole('status')).toBeEmptyDOMElement();
    canDraw = true;
    await fireEvent.input(within(dialog).getByRole('slider', { name: 'Zoom' }), { target: { value: '100' } });
    expect(await within(dialog).findByText(/^Sent will be/u)).toBeVisible();
    expect(within(dialog).queryByRole('alert')).toBeNull();
  });

  it('is not said to have failed before it was tried, where another one failed', async () => {
    const { bridge, user } = await openProfile();
    bridge.refuse('profile.setPicture', { code: 'refused-by-server', detail: 'policy-violation' });
    await choose(fileOf(jpegBytes(800, 600)));
    const dialog = await screen.findByRole('dialog', { name: 'Cut the picture' }, { timeout: 10_000 });
    await within(dialog).findByText(/^Sent will be/u);
    await user.click(within(dialog).getByRole('button', { name: 'Set picture' }));
    await within(dialog).findByRole('alert');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('refused this (policy-violation)');
    await choose(fileOf(jpegBytes(90, 90)));
    const next = await screen.findByRole('dialog', { name: 'Cut the picture' });
    await within(next).findByText(/^Sent will be/u);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
