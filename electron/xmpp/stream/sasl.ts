/**
 * Proving who we are (RFC 6120 §6, XEP-0388): picks the strongest mechanism both sides have, never one weaker
 * than was used before with this account, and never the plain password without the user's consent. An account
 * that is a domain alone is nobody's: it is let in without a name (RFC 4505), or not at all.
 */
import type { TLSSocket } from 'node:tls';
import type { FailureCode } from '../../contract/errors';
import { ConnectionError } from '../errors';
import type { BareJid } from '../jid';
import { localOf } from '../jid';
import { NS_SASL, NS_SASL2 } from '../ns';
import { child, children, type Element } from '../xml';
import { canBind, chooseBinding, offeredBindings } from './channel-binding';
import { classicProfile, extensibleProfile, type SaslProfile } from './sasl-profile';
import { type BindingClaim, type ChannelBinding, type ChannelBindingType, ScramClient, type ScramHash } from './scram';

export interface SaslOptions {
  readonly account: BareJid;
  readonly password: string;
  readonly allowPlain: boolean;
  readonly pinnedMechanism: string | undefined;
  /** What else is asked for in the same breath, where XEP-0388 is used. */
  readonly inline: readonly Element[];
}

export interface SaslOutcome {
  readonly mechanism: string;
  /** Of both profiles, each once. */
  readonly offeredMechanisms: readonly string[];
  readonly channelBinding?: ChannelBindingType;
  readonly passwordSent: boolean;
  readonly serverProved: boolean;
}

/** What the exchange needs of the stream. */
export interface SaslStream {
  send(element: Element): Promise<void>;
  next(): Promise<Element>;
}

const ANONYMOUS = 'ANONYMOUS';

/** Weakest first. A family counts the same with and without -PLUS: the binding depends on the TLS of the day. */
const families = ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
type Family = (typeof families)[number];

/** "SCRAM-SHA-256-PLUS" → "SCRAM-SHA-256"; undefined for a mechanism that isn't ours. */
export function mechanismFamily(mechanism: string): Family | undefined {
  const name = mechanism.replace(/-PLUS$/u, '');
  return families.find((family) => family === name);
}

/** Whether `mechanism` is at least as strong as the pinned one; anything is, where nothing known is pinned. */
export function meetsPin(mechanism: string, pinned: string | undefined): boolean {
  const wanted = pinned === undefined ? undefined : mechanismFamily(pinned);
  const given = mechanismFamily(mechanism);
  if (given === undefined) return false;
  return wanted === undefined || families.indexOf(given) >= families.indexOf(wanted);
}

export type MechanismChoice =
  { readonly kind: 'plain' } | { readonly kind: 'scram'; readonly hash: ScramHash; readonly plus: boolean };

/** Pure choice. Throws 'no-common-mechanism', 'mechanism-downgraded' or 'plain-needs-consent'. */
export function chooseMechanism(
  offered: readonly string[],
  options: Pick<SaslOptions, 'allowPlain' | 'pinnedMechanism'>,
  bindingPossible: boolean,
): MechanismChoice {
  const usable = offered.filter((name) => mechanismFamily(name) !== undefined);
  if (usable.length === 0) throw new ConnectionError('no-common-mechanism', offered.join(','));
  if (!usable.some((name) => meetsPin(name, options.pinnedMechanism)))
    throw new ConnectionError('mechanism-downgraded', `${usable.join(',')} < ${options.pinnedMechanism ?? ''}`);
  for (const hash of ['SHA-512', 'SHA-256', 'SHA-1'] as const) {
    if (bindingPossible && usable.includes(`SCRAM-${hash}-PLUS`)) return { kind: 'scram', hash, plus: true };
    if (usable.includes(`SCRAM-${hash}`)) return { kind: 'scram', hash, plus: false };
  }
  if (!usable.includes('PLAIN')) throw new ConnectionError('no-common-mechanism', offered.join(','));
  if (!options.allowPlain) throw new ConnectionError('plain-needs-consent');
  return { kind: 'plain' };
}

/** A SASL exchange that is about to be had: who with, and how its messages stand on the stream. */
interface Exchange {
  readonly stream: SaslStream;
  readonly profile: SaslProfile;
  readonly mechanism: string;
  readonly account: BareJid;
  readonly inline: readonly Element[];
}

export interface Authenticated {
  readonly outcome: SaslOutcome;
  readonly restartsStream: boolean;
  /** The server's last word. */
  readonly success: Element;
}

/**
 * Runs the exchange on an authenticated TLS stream and resolves with what came of it and whether the
 * stream has to be opened anew. Rejects with a `ConnectionError`.
 */
export async function authenticate(
  stream: SaslStream,
  socket: TLSSocket,
  features: Element,
  options: SaslOptions,
): Promise<Authenticated> {
  if (localOf(options.account) === '') return authenticateAsNobody(stream, features);
  const extensible = extensibleProfile.offered(features);
  const offered = [...new Set([...extensible, ...classicProfile.offered(features)])];
  const plusOffered = offered.some((name) => name.endsWith('-PLUS'));
  const binding = plusOffered ? chooseBinding(socket, offeredBindings(features)) : undefined;
  const choice = chooseMechanism(offered, options, binding !== undefined);
  const mechanism = choice.kind === 'plain' ? 'PLAIN' : `SCRAM-${choice.hash}${choice.plus ? '-PLUS' : ''}`;
  const profile = extensible.includes(mechanism) ? extensibleProfile : classicProfile;
  const exchange = { stream, profile, mechanism, account: options.account, inline: options.inline };
  const { restartsStream } = profile;
  if (choice.kind === 'plain') {
    const success = await authenticatePlain(exchange, options);
    const outcome = { mechanism, offeredMechanisms: offered, passwordSent: true, serverProved: false };
    return { outcome, restartsStream, success };
  }
  const claim = bindingClaim(choice.plus ? binding : undefined, plusOffered, socket);
  const { account, password } = options;
  const scram = new ScramClient({ username: localOf(account), password, hash: choice.hash, binding: claim });
  const success = await authenticateScram(exchange, scram);
  const proved = { mechanism, offeredMechanisms: offered, passwordSent: false, serverProved: true };
  const outcome = typeof claim === 'string' ? proved : { ...proved, channelBinding: claim.type };
  return { outcome, restartsStream, success };
}

function bindingClaim(binding: ChannelBinding | undefined, plusOffered: boolean, socket: TLSSocket): BindingClaim {
  if (binding !== undefined) return binding;
  return plusOffered || !canBind(socket) ? 'not-possible' : 'not-offered';
}

/** Resolves with the success, once the server has proved itself. */
async function authenticateScram(exchange: Exchange, scram: ScramClient): Promise<Element> {
  const { stream, profile, mechanism, account, inline } = exchange;
  await stream.send(profile.begin(mechanism, scram.first(), inline));
  const challenge = await answer(stream, profile, 'challenge');
  await stream.send(profile.respond(await scram.final(profile.messageOf(challenge))));
  const last = await answer(stream, profile, 'success', 'challenge');
  scram.verify(profile.messageOf(last));
  // RFC 4422 §5: a server without "additional data with success" sends its signature as a challenge.
  if (!last.is('success')) await stream.send(profile.respond(''));
  const success = last.is('success') ? last : await answer(stream, profile, 'success');
  profile.checkSuccess(success, account);
  return success;
}

async function authenticatePlain(exchange: Exchange, { password }: SaslOptions): Promise<Element> {
  const { stream, profile, mechanism, account, inline } = exchange;
  await stream.send(profile.begin(mechanism, `\0${localOf(account)}\0${password}`, inline));
  const success = await answer(stream, profile, 'success');
  profile.checkSuccess(success, account);
  return success;
}

/** RFC 4505, without a trace of who it is. */
async function authenticateAsNobody(stream: SaslStream, features: Element): Promise<Authenticated> {
  const offered = classicProfile.offered(features);
  if (!offered.includes(ANONYMOUS)) throw new ConnectionError('no-common-mechanism', offered.join(','));
  await stream.send(classicProfile.begin(ANONYMOUS, '', []));
  const success = await answer(stream, classicProfile, 'success');
  const outcome = { mechanism: ANONYMOUS, offeredMechanisms: offered, passwordSent: false, serverProved: false };
  return { outcome, restartsStream: true, success };
}

async function answer(stream: SaslStream, profile: SaslProfile, ...expected: readonly string[]): Promise<Element> {
  const element = await stream.next();
  if (element.getNS() === profile.namespace) {
    if (element.is('failure')) throw failureFrom(element);
    if (element.is('continue', NS_SASL2)) throw new ConnectionError('second-factor-needed', tasksOf(element));
    if (expected.includes(element.getName())) return element;
    // Success before the server proved anything: it skipped the part that it could not do.
    if (element.is('success')) throw new ConnectionError('server-not-authentic', 'signature');
  }
  throw new ConnectionError('protocol-violation', 'unexpected element');
}

/** XEP-0388 §2.6.3: what the server wants beyond the password. */
function tasksOf(element: Element): string {
  const tasks = child(element, 'tasks', NS_SASL2);
  const names = tasks === undefined ? [] : children(tasks, 'task', NS_SASL2).map((task) => task.text().trim());
  return names.join(', ').slice(0, 200);
}

/** RFC 6120 §6.5; what isn't listed can be tried again. */
const failureCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['not-authorized', 'wrong-password'],
  ['credentials-expired', 'wrong-password'],
  ['account-disabled', 'account-disabled'],
  ['encryption-required', 'no-tls'],
  ['invalid-mechanism', 'no-common-mechanism'],
  ['mechanism-too-weak', 'no-common-mechanism'],
  ['malformed-request', 'protocol-violation'],
  ['incorrect-encoding', 'protocol-violation'],
  ['invalid-authzid', 'protocol-violation'],
]);

function failureFrom(element: Element): ConnectionError {
  const condition = element.getChildElements().find((el) => el.getNS() === NS_SASL && !el.is('text'));
  const name = (condition?.getName() ?? 'undefined-condition').slice(0, 64);
  return new ConnectionError(failureCodes.get(name) ?? 'refused-by-server', name);
}
