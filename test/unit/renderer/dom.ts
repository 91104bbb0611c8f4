/** What jsdom lacks of a window, and how a test starts the renderer over the fake bridge. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure, render, screen } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Snapshot } from '../../../electron/contract/snapshot';
import App from '../../../renderer/App.svelte';
import { createApi } from '../../../renderer/bridge';
import { type AppState, startState } from '../../../renderer/state/app.svelte';
import { useLocale } from '../../../renderer/text/catalogue';
import { FakeBridge } from '../../support/fake-bridge';
import type { Message } from '../../../electron/contract/messages';

class NoLayout {
  observe(): void {
    // There is no layout that could change.
  }
  unobserve(): void {
    // As above.
  }
  disconnect(): void {
    // As above.
  }
}

/** Call once in a test file that draws components. */
export function prepareWindow(): void {
  // Drawing the whole window takes jsdom a while on a busy machine.
  configure({ asyncUtilTimeout: 10_000 });
  beforeEach(() => {
    useLocale('en-GB');
    vi.stubGlobal('ResizeObserver', NoLayout);
    vi.stubGlobal('matchMedia', (media: string) => ({
      media,
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
    Object.assign(HTMLDialogElement.prototype, {
      showModal(this: HTMLDialogElement): void {
        this.setAttribute('open', '');
        this.querySelector<HTMLElement>('button, input')?.focus();
      },
      close(this: HTMLDialogElement): void {
        this.removeAttribute('open');
      },
    });
    // jsdom has no window manager that could give the focus.
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

export interface Started {
  readonly bridge: FakeBridge;
  readonly state: AppState;
  readonly user: UserEvent;
}

/** Draws the whole window. */
export async function startWindow(snapshot: Snapshot, messages: readonly Message[] = []): Promise<Started> {
  const bridge = new FakeBridge(snapshot, messages);
  let started: AppState | undefined;
  await startState(createApi(bridge), (state) => {
    started = state;
  });
  if (started === undefined) throw new Error('The state did not start.');
  render(App, { props: { state: started } });
  return { bridge, state: started, user: userEvent.setup() };
}

/** Opens a page of the settings, which the window loads when they are first wanted. */
export async function openSettings(user: UserEvent, page = 'General'): Promise<void> {
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  // On a busy machine that takes longer than one waits for something to appear.
  await import('../../../renderer/views/settings/SettingsView.svelte');
  await user.click(await screen.findByRole('tab', { name: page }));
}
