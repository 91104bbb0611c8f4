import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../../../renderer/views/chats/log-listening';

const nothing = (): void => undefined;

afterEach(() => document.body.replaceChildren());

describe('the pointer over the log', () => {
  function setUp(): { readonly text: Element; readonly log: HTMLElement; readonly pointed: (number | undefined)[] } {
    const log = document.createElement('div');
    log.innerHTML = '<article data-message="7"><p>Wherefore</p></article>';
    document.body.append(log);
    const pointed: (number | undefined)[] = [];
    listen({ onmenu: nothing, onfocus: nothing, onpoint: (key) => pointed.push(key) })(log);
    return { log, pointed, text: log.querySelector('p') ?? log };
  }
  const say = (target: Element, type: string): boolean =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: type !== 'pointerleave' }));

  it('points at a message that it is moved or pressed over, and at none once it has left', () => {
    const { log, text, pointed } = setUp();
    say(text, 'pointermove');
    say(log, 'pointerleave');
    say(text, 'pointerdown');
    say(log, 'pointermove');
    expect(pointed).toEqual([7, undefined, 7, undefined]);
  });

  it('does not point at what scrolls by below it', () => {
    const { text, pointed } = setUp();
    say(text, 'pointerover');
    say(text, 'pointerenter');
    expect(pointed).toEqual([]);
  });
});
