/** How views reach the window's state without passing it through every component. */
import { createContext } from 'svelte';
import type { AppState } from './state/app.svelte';

const [get, set] = createContext<AppState>();

export const getApp = get;
export const setApp = set;
