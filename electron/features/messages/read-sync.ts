/**
 * How far the user has read, in step across the user's own devices (XEP-0490). It stands in a private node
 * of the account; nobody else hears of it.
 */
import { domainOf, type BareJid } from '../../xmpp/jid';
import type { DisplayedUpTo } from '../../xmpp/xep-0490-mds/stanza';
import { reasonOf } from '../errors';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import { EarlyReports } from './early-reports';

/** Reading on is told at most so often (milliseconds). */
const TELL_DELAY = 1000;

export class ReadSync {
  readonly #services: AccountServices;
  readonly #read: Gathered<BareJid>;
  /** The own server keeps private data of this kind; told anew with each session. */
  #offered = false;

  constructor(services: AccountServices) {
    this.#services = services;
    this.#read = new Gathered(services.clock, TELL_DELAY, (peers) => void this.#tell(peers));
    services.modules.displayed.onChanged((displayed) => this.#take([displayed]));
  }

  /** A session began whose account has these features: what other devices read meanwhile counts here. */
  async sessionBegan(offered: boolean): Promise<void> {
    this.#offered = offered;
    if (!offered) return;
    try {
      this.#take(await this.#services.modules.displayed.fetch());
    } catch (error) {
      this.#services.log.info('messages', `what was read elsewhere is not known: ${reasonOf(error)}`);
    }
  }

  sessionEnded(): void {
    this.#offered = false;
  }

  /** The user has read on in a conversation. */
  read(peer: BareJid): void {
    if (this.#offered && this.#services.settings().sending.readSync) this.#read.add(peer);
  }

  async #tell(peers: readonly BareJid[]): Promise<void> {
    const { modules, ledger, account, store, log } = this.#services;
    for (const peer of peers) {
      if (!this.#offered) return;
      const { conversations, messages } = store.history(account);
      const stanzaId = messages.newestStanzaId(account, peer, conversations.get(account, peer).readUpTo);
      if (stanzaId === undefined) continue;
      try {
        await modules.displayed.publishDisplayed(peer, stanzaId, account);
        ledger.note('read-sync', domainOf(account));
      } catch (error) {
        log.debug('messages', `read elsewhere: ${reasonOf(error)}`);
      }
    }
  }

  #take(list: readonly DisplayedUpTo[]): void {
    const { account, store, clock } = this.#services;
    const history = store.history(account);
    const changes = new Changes();
    history.transaction(() => {
      const early = new EarlyReports(account, history.earlyReports, clock.now());
      for (const { peer, stanzaId, by } of list) {
        if (by !== account) continue;
        const key = history.messages.keyOfStanzaId(account, stanzaId);
        if (key === undefined) early.add(peer, stanzaId, { kind: 'read-here' });
        else if (
          history.messages.get(account, key)?.with === peer &&
          history.conversations.markRead(account, peer, key)
        )
          changes.touch(peer);
      }
    });
    changes.tell(this.#services);
  }
}
