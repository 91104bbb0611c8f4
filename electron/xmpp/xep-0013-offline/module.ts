import type { Disposer, SessionContext } from '../module';
import { ModuleBase } from '../module-base';
import type { Element } from '../xml';
import {
  buildOfflineCountGet,
  buildOfflineFetch,
  buildOfflineHeadersGet,
  buildOfflinePurge,
  MAX_HEADERS,
  offlineNodeOf,
  parseOfflineCount,
  parseOfflineHeaders,
  type OfflineHeader,
} from './stanza';

/**
 * Flexible Offline Message Retrieval (XEP-0013), for a session that never sends presence. Every method
 * rejects with `StanzaError` or `ConnectionError`.
 */
export class OfflineModule extends ModuleBase {
  override readonly name = 'XEP-0013';
  #fetched: Element[] | undefined;

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.on('message', ({ outer }) => this.#receive(outer))];
  }

  /** How many wait; undefined where the answer does not say. */
  async count(): Promise<number | undefined> {
    return parseOfflineCount(await this.session.request(buildOfflineCountGet()));
  }

  /** Who wrote them; undefined where the answer is none. */
  async headers(): Promise<readonly OfflineHeader[] | undefined> {
    return parseOfflineHeaders(await this.session.request(buildOfflineHeadersGet()));
  }

  /** The messages themselves, at most `MAX_HEADERS`; they stay at the server. */
  async fetch(): Promise<readonly Element[]> {
    const fetched: Element[] = [];
    this.#fetched = fetched;
    try {
      await this.session.request(buildOfflineFetch(), { inOrder: true });
    } finally {
      this.#fetched = undefined;
    }
    return fetched;
  }

  /** Removes all of them. */
  async purge(): Promise<void> {
    await this.session.request(buildOfflinePurge());
  }

  #receive(message: Element): void {
    if (this.#fetched === undefined || this.#fetched.length >= MAX_HEADERS) return;
    if (offlineNodeOf(message) !== undefined) this.#fetched.push(message);
  }
}
