/** Starts the window: snapshot, locale, first component. */
import { mount } from 'svelte';
import App from './App.svelte';
import StartFailed from './StartFailed.svelte';
import { createApi } from './bridge';
import { startState } from './state/app.svelte';
import './styles/tokens.css';
import './styles/base.css';
import { directionOf, useLocale } from './text/catalogue';

const target = document.getElementById('app') ?? document.body;

startState(createApi(window.candor), (state) => {
  const { locale } = state.surroundings;
  useLocale(locale);
  document.documentElement.dir = directionOf(locale);
  document.documentElement.dataset['platform'] = state.surroundings.platform;
  mount(App, { target, props: { state } });
}).catch(() => {
  mount(StartFailed, { target });
});
