import { beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMAND_CHANNEL } from '../../../electron/contract/bridge';
import type { CommandHandlers } from '../../../electron/contract/commands';
import { isOwnPage, serveCommands } from '../../../electron/ipc/serve-commands';
import { RecordingLog } from '../../support/recording-log';

type Handler = (event: unknown, name: unknown, args: unknown) => Promise<string>;
const ipc = vi.hoisted(() => ({ handlers: new Map<string, Handler>() }));
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: Handler) => ipc.handlers.set(channel, handler),
    removeHandler: (channel: string) => ipc.handlers.delete(channel),
  },
}));

const origin = 'app://ui/';
const frame = (url: string, parent: object | null = null) => ({ senderFrame: { url, parent } });

describe('serveCommands', () => {
  const cancelSignIn = vi.fn(() => null);
  const handlers = { 'accounts.cancelSignIn': cancelSignIn } as Partial<CommandHandlers> as CommandHandlers;
  beforeEach(() => {
    ipc.handlers.clear();
    cancelSignIn.mockClear();
  });

  it('uses one channel, and gives it back', () => {
    const stop = serveCommands({ handlers, log: new RecordingLog(), origin });
    expect([...ipc.handlers.keys()]).toEqual([COMMAND_CHANNEL]);
    stop();
    expect(ipc.handlers.size).toBe(0);
  });

  it('runs what the own page asks for', async () => {
    serveCommands({ handlers, log: new RecordingLog(), origin });
    const ask = ipc.handlers.get(COMMAND_CHANNEL);
    const answer = await ask?.(frame('app://ui/index.html'), 'accounts.cancelSignIn', undefined);
    expect(answer).toBe('{"ok":true,"value":null}');
    expect(cancelSignIn).toHaveBeenCalledOnce();
  });

  it.each([
    ['another origin', frame('https://example.org/')],
    ['an origin that only begins alike', frame('app://ui.example.org/')],
    ['a frame within the page', frame('app://ui/index.html', {})],
    ['a frame that is gone', { senderFrame: null }],
  ])('refuses %s without running anything', async (_what, event) => {
    serveCommands({ handlers, log: new RecordingLog(), origin });
    const answer = await ipc.handlers.get(COMMAND_CHANNEL)?.(event, 'accounts.cancelSignIn', undefined);
    expect(answer).toBe('{"ok":false,"error":{"code":"invalid-argument","detail":"sender"}}');
    expect(cancelSignIn).not.toHaveBeenCalled();
  });

  it('knows its own page', () => {
    expect(isOwnPage(frame('app://ui/index.html') as Parameters<typeof isOwnPage>[0], origin)).toBe(true);
  });
});
