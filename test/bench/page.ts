/** What is done and waited for in a measured page; see in-page/marks.js. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { capture } from '../../build/shared/run';
import type { PageSession } from './debugging-pipe';
import type { RunningElectron } from './electron-run';

const marksSource = await readFile(new URL('in-page/marks.js', import.meta.url), 'utf8');
const closer = fileURLToPath(new URL('close-window.py', import.meta.url));

/** Asks the visible window of a process to close; throws when it has none. */
export async function closeWindow(pid: number): Promise<void> {
  await capture('python3', [closer, String(pid)]);
}

/** The first document replaces the empty one that a page begins with; a question in between is lost. */
const ASK_AGAIN = 3;
/** Longest wait for what a page shall show (milliseconds). */
const ANSWER_LIMIT = 60_000;
/** Longest scroll through a whole conversation (milliseconds). */
const SCROLL_LIMIT = 300_000;

/** When something was on screen (milliseconds since the epoch). */
export interface Shown {
  readonly at: number;
  /** It was there when the page was first looked at, so `at` may be late. */
  readonly early: boolean;
}

export class MeasuredPage {
  readonly #app: RunningElectron;
  readonly session: PageSession;

  private constructor(app: RunningElectron, session: PageSession) {
    this.#app = app;
    this.session = session;
  }

  /** Waits for the app's page and looks at it from as early on as can be. */
  static async of(app: RunningElectron): Promise<MeasuredPage> {
    return new MeasuredPage(app, await app.pipe.page());
  }

  contactsShown(count: number): Promise<Shown> {
    return this.#ask(`candorMarks.contactsShown(${String(count)})`) as Promise<Shown>;
  }

  /** So many messages are counted as unread. */
  unreadShown(count: number, limit = ANSWER_LIMIT): Promise<Shown> {
    return this.#ask(`candorMarks.unreadShown(${String(count)})`, limit) as Promise<Shown>;
  }

  /** From now on, long tasks of the page's main thread are noted. */
  async watchTasks(): Promise<void> {
    await this.#ask('candorMarks.watchTasks()');
  }

  /** The longest task of more than 50 ms since `watchTasks`, in milliseconds; 0 where there was none. */
  longestTask(): Promise<number> {
    return this.#ask('candorMarks.longestTask()') as Promise<number>;
  }

  onlineShown(): Promise<Shown> {
    return this.#ask('candorMarks.onlineShown()') as Promise<Shown>;
  }

  offlineShown(): Promise<Shown> {
    return this.#ask('candorMarks.offlineShown()') as Promise<Shown>;
  }

  /** Opens the conversation of the list's first contact and waits for its log. */
  async openFirstConversation(): Promise<void> {
    await this.#ask(`candorMarks.click('[aria-label="Contacts"] [aria-setsize] button')`);
    await this.#ask(`candorMarks.there('[role="log"]')`);
  }

  /** Opens the conversation of the list's first contact; resolves with the milliseconds until its newest message, which has this text, is shown. */
  async openFirst(newest: string): Promise<number> {
    const { begun, at } = (await this.#ask(`candorMarks.openFirst(${JSON.stringify(newest)})`)) as Shown & {
      readonly begun: number;
    };
    return at - begun;
  }

  /** The open conversation ends with a message that has this text. */
  newestShown(text: string): Promise<Shown> {
    return this.#ask(`candorMarks.newestShown(${JSON.stringify(text)})`) as Promise<Shown>;
  }

  /** Scrolls by `step` pixels a frame until nothing is above the message with this text; `longest` in milliseconds. */
  scrollUp(step: number, text: string): Promise<{ readonly frames: number; readonly longest: number }> {
    return this.#ask(`candorMarks.scrollUp(${String(step)}, ${JSON.stringify(text)})`, SCROLL_LIMIT) as Promise<{
      frames: number;
      longest: number;
    }>;
  }

  /** From now on, the longest time between two frames is noted. */
  async watchFrames(): Promise<void> {
    await this.#ask('candorMarks.watchFrames()');
  }

  /** Longest time between two frames since `watchFrames`, in milliseconds. */
  longestFrame(): Promise<number> {
    return this.#ask('candorMarks.longestFrame()') as Promise<number>;
  }

  /** Every contact in view has its picture drawn. */
  facesShown(): Promise<Shown> {
    return this.#ask('candorMarks.facesShown()') as Promise<Shown>;
  }

  /** Lets contacts know what this player plays, as the settings' page does; resolves once they can. */
  async share(player: string): Promise<void> {
    await this.#ask(`candorMarks.share(${JSON.stringify(player)})`);
  }

  /** Searches as the window does; milliseconds from the question to the answer, and how many messages that has. */
  search(account: string, text: string): Promise<{ readonly took: number; readonly found: number }> {
    return this.#ask(`candorMarks.search(${JSON.stringify(account)}, ${JSON.stringify(text)})`) as Promise<{
      took: number;
      found: number;
    }>;
  }

  /** Chooses in the account's menu; resolves when the click was made. */
  async chooseStatus(label: string): Promise<void> {
    await this.#ask(`candorMarks.click('[aria-label="Account status"]')`);
    await this.#ask(`candorMarks.there('[role="menuitemradio"]')`);
    await this.#ask(`candorMarks.clickText('[role="menuitemradio"]', ${JSON.stringify(label)})`);
  }

  /** Closes the window as its close button does; resolves when its renderer has been released. */
  async close(): Promise<void> {
    const gone = this.#app.pipe.gone(this.session);
    await closeWindow(this.#app.pid);
    await gone;
  }

  /** Puts the keyboard into an empty field, and waits until the page has drawn that. */
  async empty(selector: string): Promise<void> {
    await this.#ask(`candorMarks.empty(${JSON.stringify(selector)})`);
  }

  /** Types one letter; `frames` counts from the keystroke to the frame that shows its effect. */
  async type(letter: string, effect: 'list' | 'none'): Promise<{ readonly frames: number; readonly taskMs: number }> {
    const { pipe } = this.#app;
    // Time of the thread itself: other programs that take the processor away are not the page's fault.
    await pipe.send('Performance.enable', { timeDomain: 'threadTicks' }, this.session);
    const seen = this.#ask(`candorMarks.keystroke(${String(effect === 'list')})`);
    // The listener is there when the page has answered anything that was asked after it.
    await this.#ask('0');
    const before = await this.#taskTime();
    const key = { key: letter, text: letter, unmodifiedText: letter };
    await pipe.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }, this.session);
    await pipe.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }, this.session);
    const { frames } = (await seen) as { frames: number };
    return { frames, taskMs: (await this.#taskTime()) - before };
  }

  /** Milliseconds that the page's main thread has spent in tasks. */
  async #taskTime(): Promise<number> {
    const { metrics } = await this.#app.pipe.send('Performance.getMetrics', {}, this.session);
    const found = (metrics as { name: string; value: number }[]).find(({ name }) => name === 'TaskDuration');
    if (found === undefined) throw new Error('this Electron does not tell the time spent in tasks');
    return found.value * 1000;
  }

  async #ask(expression: string, limit = ANSWER_LIMIT): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTime(this.#app.pipe.evaluate(this.session, `${marksSource}; ${expression}`), expression, limit);
      } catch (error) {
        const lost = error instanceof Error && /context|navigated|collected/iu.test(error.message);
        if (!lost || attempt === ASK_AGAIN) throw error;
      }
    }
  }
}

async function inTime<T>(answer: Promise<T>, question: string, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer to ${question} in ${String(limit / 1000)} s`)), limit);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
