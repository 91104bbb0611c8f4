/** The XML console of one account: what goes over the wire while somebody watches, without secrets. */
import type { EventHub } from '../../contract/event-hub';
import type { ConsoleStanza } from '../../contract/console';
import type { Clock } from '../../contract/ports';
import type { Disposer } from '../../xmpp/module';
import { NS_CLIENT, NS_DATA_FORM } from '../../xmpp/ns';
import type { XmppSession } from '../../xmpp/session-types';
import { StreamParser, stanzaLimits } from '../../xmpp/stream/parser';
import { attr, Element } from '../../xmpp/xml';
import { FeatureError } from '../errors';

/** Lines kept, and longest line, in UTF-16 units. */
const MAX_LINES = 500;
const MAX_LINE = 64 * 1024;

/** Where a password may stand in plain text outside SASL (XEP-0077, XEP-0078): elements, and fields of forms (XEP-0004). */
const SECRET_NAMES: ReadonlySet<string> = new Set(['password', 'secret', 'token']);

export interface ConsoleOptions {
  readonly session: XmppSession;
  readonly hub: EventHub;
  readonly clock: Clock;
}

export class XmlConsole {
  readonly #options: ConsoleOptions;
  #lines: ConsoleStanza[] = [];
  #stopWatching: Disposer | undefined;

  constructor(options: ConsoleOptions) {
    this.#options = options;
  }

  get watches(): boolean {
    return this.#stopWatching !== undefined;
  }

  /** Begins or goes on, and returns what is kept; or ends and forgets. */
  watch(on: boolean): readonly ConsoleStanza[] {
    if (!on) {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
      this.#lines = [];
      return [];
    }
    this.#stopWatching ??= this.#options.session.onTraffic((direction, element) => this.#see(direction, element));
    return [...this.#lines];
  }

  /** Sends one stanza as typed. Throws `FeatureError` 'invalid-argument' with what is wrong with it. */
  async send(xml: string): Promise<void> {
    await this.#options.session.send(parseStanza(xml));
  }

  #see(direction: 'in' | 'out', element: Element): void {
    const { session, hub, clock } = this.#options;
    const text = withoutSecrets(element).toString();
    const xml = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
    const stanza: ConsoleStanza = { at: clock.now(), direction, xml };
    this.#lines.push(stanza);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
    hub.emit('stanzaSeen', { account: session.account, stanza });
  }
}

/** The element itself where it holds nothing to hide. */
function withoutSecrets(element: Element): Element {
  if (isSecret(element)) return new Element(element.name, element.attrs).t('…');
  if (!holdsSecret(element)) return element;
  const copy = new Element(element.name, element.attrs);
  for (const node of element.children) {
    if (node instanceof Element) copy.append(withoutSecrets(node));
    else copy.t(node);
  }
  return copy;
}

function holdsSecret(element: Element): boolean {
  return element.getChildElements().some((child) => isSecret(child) || holdsSecret(child));
}

function isSecret(element: Element): boolean {
  if (!element.is('field', NS_DATA_FORM)) return SECRET_NAMES.has(element.getName());
  return SECRET_NAMES.has(attr(element, 'var') ?? '') || attr(element, 'type') === 'text-private';
}

/** One stanza by the stream's own parser, so that nothing goes out that would not be let in. */
function parseStanza(xml: string): Element {
  const found: Element[] = [];
  let problem: string | undefined;
  const parser = new StreamParser();
  parser.limitsFor = () => stanzaLimits;
  parser.on('element', (element: Element) => found.push(element));
  parser.on('error', (error: Error) => (problem ??= error.message));
  parser.on('end', () => (problem ??= 'not-well-formed'));
  parser.write(Buffer.from(`<console xmlns="${NS_CLIENT}">${xml}`));
  const [stanza] = found;
  if (stanza === undefined || found.length > 1 || problem !== undefined || !endsOutside(parser))
    throw new FeatureError('invalid-argument', problem ?? 'exactly one stanza is needed');
  if (stanza.getNS() !== NS_CLIENT || !['message', 'presence', 'iq'].includes(stanza.name))
    throw new FeatureError('invalid-argument', 'message, presence or iq');
  // It goes into the stream on its own, so its namespace has to be its own too.
  stanza.parent = null;
  stanza.attrs['xmlns'] = NS_CLIENT;
  return stanza;
}

/** Whether nothing is open or unfinished but the wrapper: its end tag then ends all. */
function endsOutside(parser: StreamParser): boolean {
  const ends: Element[] = [];
  parser.on('end', (wrapper: Element) => ends.push(wrapper));
  parser.write(Buffer.from('</console>'));
  return ends.length === 1 && parser.failure === undefined;
}
