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

  /**
   * A session began whose account keeps private data, or does not: what other devices read meanwhile counts here, and
   * they hear of what was read here. `caughtUp`: whether everything that was missed is here, once that is known.
   */
  async sessionBegan(offered: boolean, caughtUp: Promise<boolean>): Promise<void> {
    this.#offered = offered;
    if (!offered) return;
    try {
      const elsewhere = await this.#services.modules.displayed.fetch();
      this.#take(elsewhere);
      await this.#tellDue(elsewhere, await caughtUp);
    } catch (error) {
      this.#services.log.info('messages', `what was read elsewhere is not known: ${reasonOf(error)}`);
    }
  }

  sessionEnded(): void {
    this.#offered = false;
  }

  /** The user has read on in a conversation; without a connection it is told when there is one again. */
  read(peer: BareJid): void {
    const { account, store, settings } = this.#services;
    if (!settings().sending.readSync) return;
    store.history(account).conversations.oweSync(account, peer);
    if (this.#offered) this.#read.add(peer);
  }

  /** Nothing goes back to where another device has read further, which may be with what is not here yet. */
  async #tellDue(elsewhere: readonly DisplayedUpTo[], isAllHere: boolean): Promise<void> {
    const { account, store, settings } = this.#services;
    if (!settings().sending.readSync) return;
    const { conversations, messages } = store.history(account);
    const unknown = elsewhere.filter(({ stanzaId }) => messages.keyOfStanzaId(account, stanzaId) === undefined);
    const held = new Set<string>(isAllHere ? [] : unknown.map(({ peer }) => peer));
    await this.#tell(conversations.syncsDue(account).filter((peer) => !held.has(peer)) as BareJid[]);
  }

  async #tell(peers: readonly BareJid[]): Promise<void> {
    const { modules, ledger, account, store, log } = this.#services;
    for (const peer of peers) {
      if (!this.#offered) return;
      const { conversations, messages } = store.history(account);
      const { readUpTo } = conversations.get(account, peer);
      const stanzaId = messages.newestStanzaId(account, peer, readUpTo);
      if (stanzaId === undefined) continue;
      try {
        await modules.displayed.publishDisplayed(peer, stanzaId, account);
        ledger.note('read-sync', domainOf(account));
        conversations.synced(account, peer, readUpTo);
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
