import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DebuggingPipe } from '../../bench/debugging-pipe';

/** The app's end of the pipes: what it was asked, and a way to answer in any pieces. */
function fakeApp() {
  const input = new PassThrough();
  const output = new PassThrough();
  const pipe = new DebuggingPipe(input, output);
  const asked = (): { id: number; method: string; params: Record<string, unknown>; sessionId?: string }[] =>
    String(input.read() ?? '')
      .split('\0')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as ReturnType<typeof asked>[number]);
  const say = (message: unknown): void => {
    output.write(`${JSON.stringify(message)}\0`);
  };
  const attach = (sessionId: string, type = 'page'): void =>
    say({ method: 'Target.attachedToTarget', params: { sessionId, targetInfo: { targetId: `t-${sessionId}`, type } } });
  return { pipe, output, asked, say, attach };
}

describe('DebuggingPipe', () => {
  it('asks to be told of pages without holding them up', () => {
    const { asked } = fakeApp();
    expect(asked()).toMatchObject([{ method: 'Target.setAutoAttach', params: { waitForDebuggerOnStart: false } }]);
  });

  it('joins answers that come in pieces and matches them by id', async () => {
    const { pipe, output, asked } = fakeApp();
    asked();
    const first = pipe.send('A.first');
    const second = pipe.send('A.second');
    const [one, two] = asked();
    output.write(`{"id":${String(two?.id)},"result":{"n":2}}\0{"id":${String(one?.id)},"res`);
    output.write('ult":{"n":1}}\0');
    expect(await second).toEqual({ n: 2 });
    expect(await first).toEqual({ n: 1 });
  });

  it('finds pages, not workers, before and after they are asked for', async () => {
    const { pipe, attach } = fakeApp();
    const waiting = pipe.page();
    attach('w', 'worker');
    attach('s');
    expect(await waiting).toEqual({ sessionId: 's', targetId: 't-s' });
    expect(await pipe.page()).toEqual({ sessionId: 's', targetId: 't-s' });
  });

  it('throws what the page throws', async () => {
    const { pipe, asked, say, attach } = fakeApp();
    attach('s');
    const page = await pipe.page();
    asked();
    const value = pipe.evaluate(page, 'boom()');
    const [question] = asked();
    expect(question).toMatchObject({ method: 'Runtime.evaluate', sessionId: 's' });
    say({ id: question?.id, result: { result: {}, exceptionDetails: { exception: { description: 'Error: boom' } } } });
    await expect(value).rejects.toThrow('boom');
  });

  it('rejects what is open, and what is asked later, when the app ends', async () => {
    const { pipe, output } = fakeApp();
    const open = pipe.send('A.b');
    output.destroy();
    await expect(open).rejects.toThrow('ended');
    await expect(pipe.send('A.c')).rejects.toThrow('ended');
  });
});
