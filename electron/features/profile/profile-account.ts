/** What the rooms of one account's profile share. */
import type { NodeAudience, OneCard, ProfileAudience, ProfileAudienceKind } from '../../contract/profile';
import { StanzaError } from '../../xmpp/errors';
import type { PepNodeModule } from '../../xmpp/xep-0163-pep/module';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import { nobody, type Access } from '../personal/audience';
import type { AccountServices } from '../services';

/** Before the user has chosen: to those who see the presence. */
const preset: ProfileAudience = { kind: 'contacts', groups: [], people: [] };

export class ProfileAccount {
  readonly services: AccountServices;
  readonly #live: LiveAccount;
  #features: { readonly session: string; readonly told: Promise<ReadonlySet<string>> } | undefined;

  constructor(live: LiveAccount) {
    this.#live = live;
    this.services = live.services;
  }

  /** What the account itself says it can do (XEP-0030), asked once a session. */
  features(): Promise<ReadonlySet<string>> {
    const session = this.services.jid();
    if (session === undefined) return Promise.reject(new FeatureError('offline'));
    if (this.#features?.session !== session) {
      const told = this.#ask();
      told.catch(() => (this.#features = undefined));
      this.#features = { session, told };
    }
    return this.#features.told;
  }

  audience(kind: ProfileAudienceKind): ProfileAudience {
    const { store, account } = this.services;
    return store.audiences.get(account, kind) ?? (store.audiences.areLost(account) ? nobody : preset);
  }

  access(audience: ProfileAudience): Access {
    return this.#live.personal.accessTo(audience);
  }

  async nodeAudience(
    kind: ProfileAudienceKind,
    module: Pick<PepNodeModule<unknown>, 'configuration'>,
  ): Promise<NodeAudience> {
    const chosen = this.audience(kind);
    try {
      const access = (await module.configuration())?.access;
      return { chosen, ...(access !== undefined && { access }) };
    } catch (error) {
      if (error instanceof StanzaError) return { chosen };
      throw error;
    }
  }

  /** What contacts are told of the picture in the public card (XEP-0153); undefined: nothing. */
  async announcePhoto(hash: string | undefined): Promise<void> {
    await this.#live.presence.announcePhoto(hash);
  }

  async #ask(): Promise<ReadonlySet<string>> {
    try {
      return new Set((await this.services.modules.disco.queryInfo(this.services.account))?.features);
    } catch (error) {
      if (error instanceof StanzaError) return new Set();
      throw error;
    }
  }
}

/** Nothing is converted, as far as is known. */
export function noLosses({ verdict, announced }: OneCard): boolean {
  return verdict === 'no' || (verdict === 'unknown' && !announced);
}
