/** Starts the window: snapshot, locale, first component. */
import { mount, unmount } from 'svelte';
import App from './App.svelte';
import StartMessage from './StartMessage.svelte';
import { bridgeOver, createApi } from './bridge';
import { startState } from './state/app.svelte';
import './styles/tokens.css';
import './styles/base.css';
import { directionOf, t, useLocale } from './text/catalogue';

/** A start takes a blink; a keychain that asks the user takes as long as the user (milliseconds). */
const WAITING_DELAY = 500;

const target = document.getElementById('app') ?? document.body;
let waiting: ReturnType<typeof mount> | undefined;
const waitingTimer = setTimeout(() => {
  waiting = mount(StartMessage, { target, props: { role: 'status', text: t('app.startWaiting') } });
}, WAITING_DELAY);

function stopWaiting(): void {
  clearTimeout(waitingTimer);
  if (waiting !== undefined) void unmount(waiting);
}

const api = createApi(bridgeOver(window.candor));
startState(api, (state) => {
  stopWaiting();
  const { locale } = state.surroundings;
  useLocale(locale);
  document.documentElement.dir = directionOf(locale);
  document.documentElement.dataset['platform'] = state.surroundings.platform;
  mount(App, { target, props: { state } });
  // A task later, so that the frame with the contacts comes first.
  setTimeout(() => void api.call('window.pageListens').catch(() => undefined));
}).catch(() => {
  stopWaiting();
  mount(StartMessage, { target, props: { role: 'alert', text: t('app.startFailed') } });
});
