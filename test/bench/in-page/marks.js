/**
 * Put in front of whatever a measured page is asked. Waits for what a person would see, by the accessible names that are
 * part of the product, and gives times as milliseconds since the epoch, taken after the frame that
 * shows it was drawn.
 */
(() => {
  if (globalThis.candorMarks !== undefined) return;

  const now = () => performance.timeOrigin + performance.now();

  /** Resolves in the next task. */
  const nextTask = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(undefined);
      port2.postMessage(undefined);
    });

  /** Resolves with the time when the next frame has been drawn. */
  const nextFrame = async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await nextTask();
    return now();
  };

  /** Looks at every change of the page until `test` holds. */
  const until = (test) =>
    new Promise((resolve) => {
      const early = test();
      if (early) {
        resolve({ early: true });
        return;
      }
      const observer = new MutationObserver(() => {
        if (!test()) return;
        observer.disconnect();
        resolve({ early: false });
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });

  const shown = async (test) => {
    const { early } = await until(test);
    return { at: await nextFrame(), early };
  };

  /** Entries of the list of contacts, those outside the visible part included. */
  const listed = () => {
    const item = document.querySelector('[aria-label="Contacts"] [aria-setsize]');
    return Number(item?.getAttribute('aria-setsize') ?? 0);
  };

  /** Each contact in view has a picture in place of letters. */
  const faces = () => {
    const rows = [...document.querySelectorAll('[aria-label="Contacts"] [aria-setsize]')];
    return rows.length > 0 && rows.every((row) => row.querySelector('canvas') !== null);
  };

  const online = () =>
    [...document.querySelectorAll('[role="status"]')].some((region) => region.textContent.trim().startsWith('Online'));

  /** Messages that nobody has read yet, as the rail counts them. */
  const unread = () => {
    const titles = [...document.querySelectorAll('nav [title]')].map((element) => element.getAttribute('title'));
    const counted = titles.find((title) => / unread message/u.test(title));
    return Number((counted ?? '0').replace(/\D/gu, ''));
  };

  /** Durations of the tasks of more than 50 ms since `watchTasks`, in milliseconds. */
  const longTasks = [];
  let observer;
  const watchTasks = () => {
    observer ??= new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ type: 'longtask' });
    longTasks.length = 0;
  };

  const firstContact = () =>
    document.querySelector('[aria-label="Contacts"] [aria-setsize]')?.getAttribute('aria-label');

  /**
   * How a letter typed into the focused field reaches the screen. `frames` counts animation frames from
   * the keystroke to the one that draws the changed list, or is 2 where no list is expected to change.
   * Throws when nothing changed for a second. Call before the key is pressed.
   */
  const keystroke = (changesList) =>
    new Promise((resolve, reject) => {
      const before = listed();
      const first = firstContact();
      const done = (frames) => (changesList ? listed() !== before || firstContact() !== first : frames === 2);
      const pressed = () => {
        let frames = 0;
        const count = async () => {
          frames += 1;
          // What the page itself does in this frame comes after this callback.
          await nextTask();
          if (done(frames)) resolve({ frames });
          else if (frames === 60) reject(new Error('the key changed nothing'));
          else requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      };
      window.addEventListener('keydown', pressed, { capture: true, once: true });
    });

  const find = (selector, test = () => true) => {
    const element = [...document.querySelectorAll(selector)].find(test);
    if (element === undefined) throw new Error(`nothing matches ${selector}`);
    return element;
  };

  const empty = async (selector) => {
    const field = find(selector);
    field.focus();
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await nextFrame();
    await nextFrame();
  };

  const newestShown = (text) => {
    const messages = document.querySelectorAll('[role="log"] article');
    return messages[messages.length - 1]?.textContent.includes(text) ?? false;
  };

  /** Opens the conversation of the list's first contact; `begun` is when it was clicked. */
  const openFirst = async (text) => {
    const begun = now();
    find('[aria-label="Contacts"] [aria-setsize] button').click();
    return { begun, ...(await shown(() => newestShown(text))) };
  };

  /**
   * Scrolls the open conversation up by `step` pixels a frame until a message with this text is in it and nothing
   * is above. Tells how many frames that took, and the longest time between two of them in milliseconds.
   */
  const scrollUp = async (step, text) => {
    const log = find('[role="log"]');
    let frames = 0;
    let longest = 0;
    let before = await nextFrame();
    while (log.scrollTop > 0 || !log.querySelector('article')?.textContent.includes(text)) {
      log.scrollTop -= step;
      const drawn = await nextFrame();
      longest = Math.max(longest, drawn - before);
      before = drawn;
      frames += 1;
    }
    return { frames, longest };
  };

  /** Longest time between two frames from now until `stop` is called, in milliseconds. */
  const watchFrames = () => {
    let longest = 0;
    let stopped = false;
    let before = now();
    const look = () => {
      longest = Math.max(longest, now() - before);
      before = now();
      if (!stopped) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    globalThis.candorFrames = () => {
      stopped = true;
      return longest;
    };
  };

  /** Milliseconds from the question to the answer, and how many messages that has. */
  const invoke = async (name, args) => {
    const outcome = JSON.parse(await window.candor.invoke(name, args));
    if (!outcome.ok) throw new Error(`${name}: ${outcome.error.code}`);
    return outcome.value;
  };
  const search = async (account, text) => {
    const begun = performance.now();
    const { hits } = await invoke('messages.search', { account, text });
    return { took: performance.now() - begun, found: hits.length };
  };

  const share = async (player) => {
    const { accounts: known, settings } = await invoke('app.snapshot');
    const { sending, tune } = settings;
    const audience = { kind: 'contacts', groups: [], people: [] };
    await invoke('personal.setAudience', { account: known[0].account.jid, kind: 'tune', audience });
    await invoke('settings.change', {
      sending: { ...sending, tune: true },
      tune: { ...tune, previewed: true, players: { [player]: true } },
    });
    // A piece has to last a few seconds before it is told.
    for (;;) {
      const { accounts } = await invoke('app.snapshot');
      if (accounts[0].personal.shared !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };

  globalThis.candorMarks = {
    openFirst,
    scrollUp,
    watchFrames,
    longestFrame: () => globalThis.candorFrames(),
    search,
    share,
    newestShown: (text) => shown(() => newestShown(text)),
    keystroke,
    contactsShown: (count) => shown(() => listed() >= count),
    facesShown: () => shown(faces),
    unreadShown: (count) => shown(() => unread() >= count),
    watchTasks,
    longestTask: () => {
      longTasks.push(...observer.takeRecords().map((entry) => entry.duration));
      return Math.max(0, ...longTasks);
    },
    onlineShown: () => shown(online),
    offlineShown: () => shown(() => !online()),
    there: (selector) => shown(() => document.querySelector(selector) !== null),
    empty,
    click: (selector) => find(selector).click(),
    clickText: (selector, text) => find(selector, (element) => element.textContent.trim() === text).click(),
  };
})();
