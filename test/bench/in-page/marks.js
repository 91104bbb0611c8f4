/**
 * Injected into a measured page. Waits for what a person would see, by the accessible names that are
 * part of the product, and gives times as milliseconds since the epoch, taken after the frame that
 * shows it was drawn.
 */
(() => {
  if (globalThis.candorMarks !== undefined) return;

  const now = () => performance.timeOrigin + performance.now();

  /** Resolves in the task after the next frame. */
  const nextFrame = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(now());
        port2.postMessage(undefined);
      });
    });

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

  const online = () =>
    [...document.querySelectorAll('[role="status"]')].some((region) => region.textContent.trim().startsWith('Online'));

  const firstContact = () =>
    document.querySelector('[aria-label="Contacts"] [aria-setsize]')?.getAttribute('aria-label');

  /**
   * How a letter typed into the focused field reaches the list: `frames` counts animation frames from
   * the keystroke up to the one that draws the change. Call before the key is pressed.
   */
  const keystroke = () =>
    new Promise((resolve) => {
      const before = listed();
      const first = firstContact();
      window.addEventListener(
        'keydown',
        () => {
          const pressed = now();
          let frames = 0;
          let drawn = 0;
          const changed = () => listed() !== before || firstContact() !== first;
          const count = () => {
            frames += 1;
            // This callback runs before the page's own of the same frame can: look after the frame.
            nextTask().then(() => {
              if (drawn !== 0) return;
              if (changed() || frames >= 60) {
                drawn = now();
                resolve({ frames: changed() ? frames : Infinity, duration: drawn - pressed, entries: listed() });
              } else requestAnimationFrame(count);
            });
          };
          requestAnimationFrame(count);
        },
        { capture: true, once: true },
      );
    });

  const nextTask = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(undefined);
      port2.postMessage(undefined);
    });

  globalThis.candorMarks = {
    now,
    listed,
    keystroke,
    contactsShown: (count) => shown(() => listed() >= count),
    onlineShown: () => shown(online),
    offlineShown: () => shown(() => !online()),
  };
})();
