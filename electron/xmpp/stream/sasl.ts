/**
 * Proving who we are (RFC 6120 §6): picks the strongest mechanism both sides have, never one weaker
 * than was used before with this account, and never the plain password without the user's consent.
 */
import type { TLSSocket } from 'node:tls';
import type { FailureCode } from '../../contract/errors';
import { ConnectionError } from '../errors';
import { NS_SASL } from '../ns';
import { child, children, xml, type Element } from '../xml';
import { canBind, chooseBinding, offeredBindings } from './channel-binding';
import { type BindingClaim, type ChannelBinding, type ChannelBindingType, ScramClient, type ScramHash } from './scram';

export interface SaslOptions {
  readonly username: string;
  readonly password: string;
  readonly allowPlain: boolean;
  readonly pinnedMechanism: string | undefined;
}

export interface SaslOutcome {
  readonly mechanism: string;
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

/** Mechanism names of the features; what is no name (RFC 4422 §3.1) is left out. */
export function offeredMechanisms(features: Element): string[] {
  const list = child(features, 'mechanisms', NS_SASL);
  if (list === undefined) return [];
  return children(list, 'mechanism', NS_SASL)
    .map((mechanism) => mechanism.text().trim())
    .filter((name) => /^[A-Z0-9_-]{1,20}$/u.test(name))
    .slice(0, 32);
}

/** Runs the exchange on an authenticated TLS stream. Rejects with a `ConnectionError`. */
export async function authenticate(
  stream: SaslStream,
  socket: TLSSocket,
  features: Element,
  options: SaslOptions,
): Promise<SaslOutcome> {
  const offered = offeredMechanisms(features);
  const plusOffered = offered.some((name) => name.endsWith('-PLUS'));
  const binding = plusOffered ? chooseBinding(socket, offeredBindings(features)) : undefined;
  const choice = chooseMechanism(offered, options, binding !== undefined);
  if (choice.kind === 'plain') {
    await authenticatePlain(stream, options);
    return { mechanism: 'PLAIN', offeredMechanisms: offered, passwordSent: true, serverProved: false };
  }
  const mechanism = `SCRAM-${choice.hash}${choice.plus ? '-PLUS' : ''}`;
  const claim = bindingClaim(choice.plus ? binding : undefined, plusOffered, socket);
  const scram = new ScramClient({ ...options, hash: choice.hash, binding: claim });
  await authenticateScram(stream, mechanism, scram);
  const outcome = { mechanism, offeredMechanisms: offered, passwordSent: false, serverProved: true };
  return typeof claim === 'string' ? outcome : { ...outcome, channelBinding: claim.type };
}

function bindingClaim(binding: ChannelBinding | undefined, plusOffered: boolean, socket: TLSSocket): BindingClaim {
  if (binding !== undefined) return binding;
  return plusOffered || !canBind(socket) ? 'not-possible' : 'not-offered';
}

async function authenticateScram(stream: SaslStream, mechanism: string, scram: ScramClient): Promise<void> {
  await stream.send(xml('auth', { xmlns: NS_SASL, mechanism }, encode(scram.first())));
  const challenge = await answer(stream, 'challenge');
  await stream.send(xml('response', { xmlns: NS_SASL }, encode(await scram.final(decode(challenge)))));
  const last = await answer(stream, 'success', 'challenge');
  scram.verify(decode(last));
  if (last.is('success')) return;
  // RFC 4422 §5: a server without "additional data with success" sends its signature as a challenge.
  await stream.send(xml('response', { xmlns: NS_SASL }));
  await answer(stream, 'success');
}

async function authenticatePlain(stream: SaslStream, options: SaslOptions): Promise<void> {
  const message = `\0${options.username}\0${options.password}`;
  await stream.send(xml('auth', { xmlns: NS_SASL, mechanism: 'PLAIN' }, encode(message)));
  await answer(stream, 'success');
}

async function answer(stream: SaslStream, ...expected: readonly string[]): Promise<Element> {
  const element = await stream.next();
  if (element.getNS() === NS_SASL) {
    if (element.is('failure')) throw failureFrom(element);
    if (expected.includes(element.getName())) return element;
    // Success before the server proved anything: it skipped the part that it could not do.
    if (element.is('success')) throw new ConnectionError('server-not-authentic', 'signature');
  }
  throw new ConnectionError('protocol-violation', 'unexpected element');
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

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** RFC 6120 §6.4.2: a lone "=" is an empty message. */
function decode(element: Element): string {
  const text = element.text().trim();
  return text === '=' ? '' : Buffer.from(text, 'base64').toString('utf8');
}
