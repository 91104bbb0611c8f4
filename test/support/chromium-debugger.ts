/**
 * Applications that Playwright can't start itself: `--remote-debugging-port=0` makes their Chromium print where its
 * debugger listens.
 */
import type { ChildProcess } from 'node:child_process';
import { chromium, expect, type Page } from '@playwright/test';

export interface Said {
  /** All that was printed so far. */
  text(): string;
  /** Resolves with the first group of the pattern once that was printed; rejects where the program ends before. */
  matching(pattern: RegExp): Promise<string>;
}

/** Collects what a program prints to standard error, and waits for a line of it. */
export function listen(child: ChildProcess): Said {
  let heard = '';
  let notify = (): void => undefined;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk;
    notify();
  });
  child.once('exit', () => {
    notify();
  });
  return {
    text: () => heard,
    matching: (pattern) =>
      new Promise((resolve, reject) => {
        notify = () => {
          const found = pattern.exec(heard)?.[1];
          if (found !== undefined) resolve(found);
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`The application ended at once:\n${heard}`));
        };
        notify();
      }),
  };
}

/**
 * Playwright's own way into Electron needs the debugger of Node, which a package does not have. The
 * debugger of Chromium is entered when the page stands: a page that is just being made as Playwright
 * connects changes its process under it, and the connection then waits in vain.
 */
export async function firstWindow(said: Said): Promise<Page> {
  const debuggerAddress = await said.matching(/DevTools listening on (ws:\S+)/u);
  const list = new URL('/json/list', debuggerAddress.replace('ws:', 'http:'));
  const titles = async (): Promise<string[]> => {
    const targets = (await (await fetch(list)).json()) as { type: string; title: string }[];
    return targets.filter(({ type }) => type === 'page').map(({ title }) => title);
  };
  await expect.poll(titles, { timeout: 30_000 }).toEqual(['Candor']);
  const browser = await chromium.connectOverCDP(debuggerAddress, { noDefaults: true });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('Playwright does not see the window');
  return page;
}
