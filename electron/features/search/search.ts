/** Search in everything that is stored of an account. */
import type { SearchPage } from '../../contract/messages';
import type { SearchFilter } from '../../store/search-table';
import { wordsOf } from '../../store/search-words';
import type { LiveAccount } from '../accounts/live-account';
import { excerptOf } from './excerpt';

/** Hits a page. */
const PAGE_SIZE = 30;
/** Words beyond these are not looked for. */
const MAX_WORDS = 16;

export interface SearchRequest extends Omit<SearchFilter, 'words'> {
  readonly text: string;
}

/** Newest first. A text without letters and digits finds nothing. */
export function searchMessages({ messages, services }: LiveAccount, { text, ...filter }: SearchRequest): SearchPage {
  // What came in a moment ago can be found too.
  messages.flush();
  const { store, account } = services;
  const words = [...new Set(wordsOf(text))].slice(0, MAX_WORDS);
  const found = store.history(account).search.find(account, { ...filter, words }, PAGE_SIZE + 1);
  return {
    hits: found.slice(0, PAGE_SIZE).map((message) => ({ message, excerpt: excerptOf(message.body, words) })),
    hasMore: found.length > PAGE_SIZE,
  };
}
