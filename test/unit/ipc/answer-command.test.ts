import { describe, expect, it, vi } from 'vitest';
import { commands, type CommandHandlers, type CommandName } from '../../../electron/contract/commands';
import { answerCommand, failureOf } from '../../../electron/ipc/answer-command';
import { RecordingLog } from '../../support/recording-log';

function handlersWith(some: Partial<CommandHandlers>): CommandHandlers {
  const none = Object.fromEntries(
    (Object.keys(commands) as CommandName[]).map((name) => [name, () => Promise.reject(new Error('not in this test'))]),
  );
  return { ...none, ...some } as CommandHandlers;
}

describe('a command from the window', () => {
  it('reaches its handler with checked arguments and returns its result', async () => {
    const setDraft = vi.fn(() => null);
    const args = { account: 'juliet@example.org', with: 'romeo@example.net', draft: 'Wherefore' };
    const outcome = await answerCommand(
      handlersWith({ 'messages.setDraft': setDraft }),
      new RecordingLog(),
      'messages.setDraft',
      args,
    );
    expect(outcome).toEqual({ ok: true, value: null });
    expect(setDraft).toHaveBeenCalledWith(args);
  });

  it.each(['messages.unheard', 'toString', '__proto__', 'constructor', 42, undefined, null, {}])(
    'is refused when there is no such command: %s',
    async (name) => {
      const outcome = await answerCommand(handlersWith({}), new RecordingLog(), name, undefined);
      expect(outcome).toEqual({ ok: false, error: { code: 'invalid-argument', detail: 'command' } });
    },
  );

  it.each([
    ['a missing field', { account: 'a@b', with: 'c@d' }, 'draft'],
    ['a wrong type', { account: 'a@b', with: 'c@d', draft: 1 }, 'draft'],
    ['one field too many', { account: 'a@b', with: 'c@d', draft: '', more: 1 }, 'more'],
    ['too long a text', { account: 'a@b', with: 'c@d', draft: 'x'.repeat(64 * 1024 + 1) }, 'draft'],
    ['nothing', undefined, 'argument'],
  ])('is refused for %s, and its handler is not run', async (_what, args, detail) => {
    const setDraft = vi.fn(() => null);
    const outcome = await answerCommand(
      handlersWith({ 'messages.setDraft': setDraft }),
      new RecordingLog(),
      'messages.setDraft',
      args,
    );
    expect(outcome).toEqual({ ok: false, error: { code: 'invalid-argument', detail } });
    expect(setDraft).not.toHaveBeenCalled();
  });

  it('never writes a refused value into the log: it may be a password', async () => {
    const log = new RecordingLog();
    const args = { jid: 'a@b', password: ['hunter2'], remember: 'hunter2', connection: {}, allowPlain: false };
    await answerCommand(handlersWith({}), log, 'accounts.signIn', args);
    expect(log.lines).toHaveLength(1);
    expect(log.lines.join()).not.toContain('hunter2');
  });

  it('answers a typed error with its code and detail', async () => {
    const offline = Object.assign(new Error('x'), { code: 'certificate-expired', detail: '2020-01-01' });
    const handlers = handlersWith({ 'accounts.cancelSignIn': () => Promise.reject(offline) });
    expect(await answerCommand(handlers, new RecordingLog(), 'accounts.cancelSignIn', undefined)).toEqual({
      ok: false,
      error: { code: 'certificate-expired', detail: '2020-01-01' },
    });
  });

  it('hides any other error behind "unexpected", and logs it', async () => {
    const log = new RecordingLog();
    const handlers = handlersWith({
      'accounts.cancelSignIn': () => {
        throw new TypeError('cannot read the inner thing');
      },
    });
    expect(await answerCommand(handlers, log, 'accounts.cancelSignIn', undefined)).toEqual({
      ok: false,
      error: { code: 'unexpected' },
    });
    expect(log.lines.join()).toContain('cannot read the inner thing');
  });
});

describe('failureOf', () => {
  it.each([
    [Object.assign(new Error(), { code: 'ENOENT', detail: '/secret/path' }), { code: 'unexpected' }],
    [Object.assign(new Error(), { code: 'offline', detail: 7 }), { code: 'offline' }],
    ['a string', { code: 'unexpected' }],
    [undefined, { code: 'unexpected' }],
  ])('%s', (error, failure) => {
    expect(failureOf(error)).toEqual(failure);
  });

  it('bounds the detail', () => {
    expect(failureOf({ code: 'timeout', detail: 'x'.repeat(5000) }).detail).toHaveLength(1024);
  });
});
