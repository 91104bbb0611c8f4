/** A conversation page by page: what is stored, and behind it what the server's archive has. */
import type { MessagePage } from '../../contract/messages';
import type { BareJid } from '../../xmpp/jid';
import type { Messages } from '../messages/messages';
import type { Archive } from './archive';

export class Pages {
  readonly #messages: Messages;
  readonly #archive: Archive;

  constructor(messages: Messages, archive: Archive) {
    this.#messages = messages;
    this.#archive = archive;
  }

  latest(peer: BareJid): MessagePage {
    return this.#withArchive(peer, this.#messages.page(peer));
  }

  /** The page before a position; what is not here is read from the archive. Rejects with `StanzaError` or `ConnectionError`. */
  async older(peer: BareJid, before: number): Promise<MessagePage> {
    const stored = this.#messages.page(peer, before);
    if (stored.hasOlder || this.#archive.beyond(peer) !== 'readable') return this.#withArchive(peer, stored);
    await this.#archive.readOlder(peer);
    return this.#withArchive(peer, this.#messages.page(peer, before));
  }

  /** A page with this position in its middle. */
  around(peer: BareJid, key: number): MessagePage {
    return this.#withArchive(peer, this.#messages.around(peer, key));
  }

  #withArchive(peer: BareJid, page: MessagePage): MessagePage {
    if (page.hasOlder) return page;
    const beyond = this.#archive.beyond(peer);
    return { ...page, hasOlder: beyond === 'readable', ...(beyond === 'unreachable' ? { olderElsewhere: true } : {}) };
  }
}
