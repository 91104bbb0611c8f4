import type { BareJid, FullJid } from '../jid';
import type { Disposer, IncomingIq, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import { NS_VERSION } from '../ns';
import type { MayKnow } from '../trust';
import type { Element } from '../xml';
import { buildVersion, buildVersionGet, parseVersionResult, type SoftwareVersion } from './stanza';

export interface VersionOptions {
  readonly mayKnow: MayKnow;
  /** The user's switch. */
  readonly enabled: () => boolean;
  readonly software: SoftwareVersion;
}

/** Software Version (XEP-0092): answered only where the user wants it and to those who may know. */
export class VersionModule extends ModuleBase {
  override readonly name = 'XEP-0092';
  readonly #options: VersionOptions;
  readonly #answered = new Listeners<[BareJid | FullJid | undefined]>();

  constructor(options: VersionOptions) {
    super();
    this.#options = options;
  }

  override features(): readonly string[] {
    return this.#options.enabled() ? [NS_VERSION] : [];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.handleIq('get', 'query', NS_VERSION, (iq) => this.#answer(iq))];
  }

  /** Somebody was told the version; undefined is the own server. For the ledger. */
  onAnswered(listener: (to: BareJid | FullJid | undefined) => void): Disposer {
    return this.#answered.add(listener);
  }

  /** Asks what runs at `jid`, meant for servers. Undefined where the answer says nothing. Rejects with `StanzaError` or `ConnectionError`. */
  async query(jid: BareJid | FullJid): Promise<SoftwareVersion | undefined> {
    return parseVersionResult(await this.session.request(buildVersionGet(jid)));
  }

  #answer(iq: IncomingIq): Element | 'ignore' {
    if (!this.#options.enabled() || !this.#options.mayKnow(iq.from)) return 'ignore';
    this.#answered.emit(iq.from);
    return buildVersion(this.#options.software);
  }
}
