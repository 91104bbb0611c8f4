/**
 * Everything that comes in passes here one by one, in the order in which it came: each stanza goes
 * through the named stages before the next one starts. A stage that waits (storing, for instance)
 * holds the rest back; a stage that fails loses its own stanza and no other.
 */
import type { Log } from '../contract/ports';
import { anyJid, type BareJid, type FullJid } from './jid';
import type { InboundMessage } from './module';
import { attr, type Element } from './xml';
import { unwrapCarbon } from './xep-0280-carbons/stanza';

/** A stanza of any kind on its way; for iq and presence `carbon` is false and `outer` is `stanza`. */
export type InboundStanza = InboundMessage;

export interface InboxStage {
  readonly name: string;
  /** Returns what goes on to the next stage; undefined drops the stanza. */
  readonly run: (item: InboundStanza) => InboundStanza | undefined | Promise<InboundStanza | undefined>;
}

export interface InboxOptions {
  readonly account: BareJid;
  /** The bound address. */
  readonly ownJid: () => FullJid | undefined;
  readonly stages: readonly InboxStage[];
  readonly log: Log;
  /** Called with true when so much waits that the socket should rest, and with false when it may go on. */
  readonly onPressure?: (high: boolean) => void;
}

const HIGH_WATER = 1_000;
const LOW_WATER = 100;

export class Inbox {
  readonly #options: InboxOptions;
  readonly #queue: (Element | (() => void))[] = [];
  /** A stage waits. */
  #busy = false;
  /** The queue is being worked through: what a listener lets come in meanwhile goes to its end. */
  #draining = false;
  #pressed = false;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Nothing waits and no stage is at work. */
  get idle(): boolean {
    return !this.#busy && !this.#draining && this.#queue.length === 0;
  }

  /** Takes a stanza in. While no stage has to wait it is done when this returns. */
  push(stanza: Element): void {
    this.#queue.push(stanza);
    this.#drain();
    this.#updatePressure();
  }

  /** Runs when all that came before is done with; at once where nothing waits. */
  after(run: () => void): void {
    this.#queue.push(run);
    this.#drain();
  }

  /** Holds the queue until `work` is done: what waits for a reply acts before the stanzas behind the reply. */
  hold(work: Promise<void>): void {
    this.#busy = true;
    void work.then(
      () => this.#resume(),
      () => this.#resume(),
    );
  }

  #resume(): void {
    this.#busy = false;
    this.#drain();
    this.#updatePressure();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    let done = 0;
    while (!this.#busy && done < this.#queue.length) {
      const next = this.#queue[done];
      done += 1;
      if (typeof next === 'function') next();
      else if (next !== undefined) this.#process(next);
    }
    this.#queue.splice(0, done);
    this.#draining = false;
  }

  #process(stanza: Element): void {
    const item = readAddresses(stanza, this.#options.account, this.#options.ownJid());
    if (item === undefined) {
      this.#options.log.warn('inbox', `dropped a ${stanza.getName().slice(0, 16)} with an invalid address`);
      return;
    }
    this.#runStages(item, 0);
  }

  #runStages(first: InboundStanza, from: number): void {
    let item: InboundStanza | undefined = first;
    for (let index = from; index < this.#options.stages.length; index += 1) {
      const stage = this.#options.stages[index];
      if (stage === undefined || item === undefined) return;
      try {
        const result: ReturnType<InboxStage['run']> = stage.run(item);
        if (result instanceof Promise) {
          this.hold(this.#continueLater(result, index + 1, stage.name));
          return;
        }
        item = result;
      } catch (error) {
        this.#options.log.error('inbox', `stage "${stage.name}" failed`, error);
        return;
      }
    }
  }

  async #continueLater(result: Promise<InboundStanza | undefined>, next: number, name: string): Promise<void> {
    try {
      const item = await result;
      if (item !== undefined) this.#runStages(item, next);
    } catch (error) {
      this.#options.log.error('inbox', `stage "${name}" failed`, error);
    }
  }

  #updatePressure(): void {
    const waiting = this.#queue.length;
    const high = this.#pressed ? waiting > LOW_WATER : waiting > HIGH_WATER;
    if (high === this.#pressed) return;
    this.#pressed = high;
    this.#options.onPressure?.(high);
  }
}

/** Undefined where an address is no JID; without `from` it is the own account (RFC 6120 §8.1.2.1). */
function readAddresses(stanza: Element, account: BareJid, ownJid: FullJid | undefined): InboundStanza | undefined {
  const from = readAddress(attr(stanza, 'from'), account);
  const to = readAddress(attr(stanza, 'to'), ownJid ?? account);
  if (from === undefined || to === undefined) return undefined;
  return { outer: stanza, stanza, from, to, direction: 'in', carbon: false };
}

function readAddress(text: string | undefined, absent: BareJid | FullJid): BareJid | FullJid | undefined {
  return text === undefined ? absent : anyJid(text);
}

/** Opens trusted carbons and drops forged ones (XEP-0280 §11). */
export function carbonStage(account: BareJid, log: Log): InboxStage {
  return {
    name: 'carbons',
    run(item) {
      if (!item.stanza.is('message')) return item;
      const carbon = unwrapCarbon(item.outer, account);
      if (carbon === undefined) return item;
      const inner = carbon === 'forged' ? undefined : readAddresses(carbon.stanza, account, undefined);
      if (carbon === 'forged' || inner === undefined) {
        log.warn('inbox', 'dropped a carbon that cannot be trusted');
        return undefined;
      }
      return { ...inner, outer: item.outer, direction: carbon.direction, carbon: true };
    },
  };
}
