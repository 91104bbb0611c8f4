/**
 * One personal node of the account, published to only once its server has said back who may read it.
 * What is done to a node is done one after the other.
 */
import type { PersonalProblem } from '../../contract/personal';
import type { ProfileAudience } from '../../contract/profile';
import type { NodeKind } from '../../store/ledger-table';
import { StanzaError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import type { NodeConfiguration } from '../../xmpp/xep-0060-pubsub/owner';
import type { PepNodeModule } from '../../xmpp/xep-0163-pep/module';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { accessKey, audienceWords, type Access } from './audience';

/** Nothing was sent, and this is why. */
export class NotShared extends Error {
  override readonly name = 'NotShared';
  constructor(
    readonly problem: PersonalProblem,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** What a node says is why nothing was sent, in the words of the contract. */
export async function orFeatureError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotShared)) throw error;
    if (error.problem !== 'failed') throw new FeatureError(error.problem, undefined, { cause: error });
    throw error.cause instanceof Error ? error.cause : error;
  }
}

/** By these a server says that it does not know what it is asked. */
const unknownToServer: ReadonlySet<string> = new Set([
  'feature-not-implemented',
  'service-unavailable',
  'not-allowed',
  'not-acceptable',
  'bad-request',
]);

export interface PersonalNodeOptions<T> {
  readonly services: AccountServices;
  readonly kind: NodeKind;
  readonly module: PepNodeModule<T>;
  /** Says that there is nothing any more; absent: what stands there has no such word, and is only removed. */
  readonly empty?: T;
  /** What an earlier session left is not taken away where the audience is the same already. */
  readonly keepsContent?: boolean;
}

/**
 * What of a node's content is left to do once the node is as the audience has it: "told": nothing; "missed": it
 * stands, but there is somebody new who has not heard of it; "gone": it has to go out again.
 */
export type Content = 'told' | 'missed' | 'gone';

export class PersonalNode<T> {
  readonly #options: PersonalNodeOptions<T>;
  /** What the node was found or made to be in this session. */
  #prepared: Access | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PersonalNodeOptions<T>) {
    this.#options = options;
  }

  /** Nothing is known of the node any more. */
  sessionEnded(): void {
    this.#prepared = undefined;
  }

  /** Rejects with `NotShared`. */
  publish(value: T, audience: ProfileAudience, access: Access): Promise<void> {
    return this.#inTurn(async () => {
      await this.#prepare(audience, access);
      await this.#options.module.publish(value, access.options);
      this.#options.services.ledger.note(this.#options.kind, audienceWords(audience));
    });
  }

  /**
   * Makes the node as the audience has it. What stands in it is gone where people had to be shut out, and where
   * nobody knows what an earlier session left. Who is new has missed it: services tell of what stands there on a
   * subscription or on presence ("send_last_published_item"); that some also do so when the owner moves somebody
   * into a group is only a possibility ("Notification Triggers" of XEP-0060). Rejects with `NotShared`.
   */
  prepare(audience: ProfileAudience, access: Access): Promise<Content> {
    return this.#inTurn(() => this.#prepare(audience, access));
  }

  /** Says that there is nothing any more, to whoever can see the node: the audience. Rejects with `NotShared`. */
  clear(audience: ProfileAudience): Promise<void> {
    return this.#inTurn(async () => {
      const { module, empty, services, kind } = this.#options;
      if (empty !== undefined) await module.publish(empty);
      services.ledger.note(`${kind}-cleared`, audienceWords(audience));
    });
  }

  /** Takes away the node with everything in it; whoever sees it is told before. Rejects with `NotShared`. */
  remove(audience: ProfileAudience): Promise<void> {
    return this.#inTurn(async () => {
      const { module, empty, services, kind } = this.#options;
      this.#prepared = undefined;
      if ((await module.configuration()) === undefined) return;
      if (empty !== undefined) await module.publish(empty);
      await module.remove();
      services.ledger.note(`${kind}-cleared`, audienceWords(audience));
    });
  }

  /** What stands in the node. Rejects with `NotShared`. */
  read(): Promise<T | undefined> {
    return this.#inTurn(async () => (await this.#options.module.fetch()).at(-1));
  }

  async #prepare(audience: ProfileAudience, access: Access): Promise<Content> {
    const before = this.#prepared;
    if (before !== undefined && accessKey(before) === accessKey(access)) return 'told';
    const { module, services, kind, keepsContent } = this.#options;
    this.#prepared = undefined;
    const found = await module.configuration();
    const stays = found !== undefined && fits(found, access) && (await this.#shutsNobodyOut(access));
    if (!stays) await this.#makeAnew(access, found !== undefined);
    // Another client may have made it of other sizes, which the publishing would not fit.
    else if (keepsContent === true) await module.configure(access.options);
    // What an earlier session left is not known here.
    else if (before === undefined) await module.purge();
    const isLetIn = await this.#letIn(access);
    await this.#checkBack(access);
    this.#prepared = access;
    services.ledger.note(`${kind}-audience`, audienceWords(audience));
    if (!stays || (before === undefined && keepsContent !== true)) return 'gone';
    const isGrouped = before !== undefined && [...access.grouped].some((jid) => !before.grouped.has(jid));
    return isLetIn || isGrouped ? 'missed' : 'told';
  }

  /** Whether nobody can read the node, or asked for its items, who may not. */
  async #shutsNobodyOut({ members, grouped }: Access): Promise<boolean> {
    const { module, services } = this.#options;
    const named = (jid: BareJid): boolean => jid === services.account || members.has(jid);
    try {
      const [affiliations, subscribers] = [await module.affiliations(), await module.subscribers()];
      if (affiliations === undefined || subscribers === undefined) return false;
      return [...affiliations.keys()].every(named) && subscribers.every((jid) => named(jid) || grouped.has(jid));
    } catch (error) {
      // A server that does not say is given a new node, which nobody has asked for yet.
      if (error instanceof StanzaError) return false;
      throw error;
    }
  }

  /** Those who must not see the node any more see it emptied; then it is gone, and everybody's claims with it. */
  async #makeAnew({ options }: Access, exists: boolean): Promise<void> {
    const { module, empty } = this.#options;
    if (exists) {
      if (empty !== undefined) await module.publish(empty);
      await module.remove();
    }
    await module.create(options);
  }

  /** Whether there is somebody new. */
  async #letIn({ members }: Access): Promise<boolean> {
    if (members.size === 0) return false;
    const { module } = this.#options;
    const there = (await module.affiliations()) ?? new Map<BareJid, string>();
    const missing = [...members].filter((jid) => !there.has(jid));
    if (missing.length > 0) await module.setAffiliations(new Map(missing.map((jid) => [jid, 'member'])));
    return missing.length > 0;
  }

  /** The server has to say the same as it was told. */
  async #checkBack(access: Access): Promise<void> {
    const { module, services } = this.#options;
    const found = await module.configuration();
    const people = await module.affiliations();
    const members = [...(people ?? [])].filter(([jid]) => jid !== services.account);
    const same =
      people !== undefined &&
      members.length === access.members.size &&
      members.every(([jid, affiliation]) => access.members.has(jid) && affiliation === 'member');
    if (found === undefined || !fits(found, access) || !same) throw new NotShared('audience-differs');
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const run = this.#last.then(async () => {
      try {
        return await work();
      } catch (error) {
        throw this.#notShared(error);
      }
    });
    this.#last = run.catch(() => undefined);
    return run;
  }

  #notShared(error: unknown): NotShared {
    const { services, kind } = this.#options;
    services.log.info('personal', `${kind}: ${reasonOf(error)}`);
    this.#prepared = undefined;
    if (error instanceof NotShared) return error;
    const condition = error instanceof StanzaError ? error.condition : '';
    // The precondition did not hold (XEP-0060 §7.1.5): somebody changed the node.
    if (condition === 'conflict') return new NotShared('audience-differs', { cause: error });
    return new NotShared(unknownToServer.has(condition) ? 'not-offered' : 'failed', { cause: error });
  }
}

function fits({ access, rosterGroups }: NodeConfiguration, { options }: Access): boolean {
  if (access !== options.access) return false;
  const wanted = new Set(options.rosterGroups);
  return (
    access !== 'roster' || (rosterGroups.length === wanted.size && rosterGroups.every((group) => wanted.has(group)))
  );
}
