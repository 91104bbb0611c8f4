/** Failures of what has no place of its own to tell them. */
import { failureOf } from '../bridge';
import type { AppState } from '../state/app.svelte';
import { failureWords } from '../text/failures';

/** `service`: the domain that was asked; left out: nobody was. */
export function tellFailure(app: AppState, error: unknown, service = ''): void {
  app.toasts.show(failureWords(failureOf(error), service).what);
}
