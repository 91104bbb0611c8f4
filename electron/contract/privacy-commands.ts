/** What the privacy screens ask of main; part of the table in `commands.ts`. */
import * as v from 'valibot';
import { inAccount, inConversation, key, nothing, password, takes } from './command';
import type { Settings } from './settings';
import {
  probeNames,
  sentKinds,
  type Finding,
  type MessagePath,
  type PackSummary,
  type PasswordChanged,
  type PasswordState,
  type PasswordStrength,
  type PolicyPage,
  type ProbeReport,
  type SentPage,
  type ServiceNotice,
  type ThisApp,
  type WaitingNote,
} from './privacy';

const packId = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const accountArgs = v.strictObject(inAccount);
const lookArgs = v.strictObject({
  ...inAccount,
  probes: v.pipe(v.array(v.picklist(probeNames)), v.minLength(1), v.maxLength(probeNames.length)),
  /** False: what was seen before, in this run of Candor, is good enough. */
  refresh: v.boolean(),
});
const policyArgs = v.strictObject({ ...inAccount, pack: v.optional(packId) });
const findingsArgs = v.strictObject({ ...inAccount, pack: v.optional(packId), refresh: v.boolean() });
const packArgs = v.strictObject({ pack: packId });
const ledgerArgs = v.strictObject({
  ...inAccount,
  kinds: v.pipe(v.array(v.picklist(sentKinds)), v.minLength(1), v.maxLength(sentKinds.length)),
  /** Key of the last entry of the page before. */
  before: v.optional(key),
});
const pathArgs = v.strictObject({ ...inConversation, key: v.optional(key) });
const upToArgs = v.strictObject({ ...inAccount, upTo: key });

export const privacyCommands = {
  /** Runs probes, or takes what they saw before; each report also comes as the event `probeReported` when it is there. In the order of `probes`. */
  'privacy.look': takes(lookArgs).returns<readonly ProbeReport[]>(),
  /** Nobody looks any more: what is under way ends as "cancelled". */
  'privacy.stopLooking': takes(accountArgs).returns<null>(),
  /** Asks the account's own domain over https for `/.well-known/xmpp-provider-v2.json`. Only ever on the user's word. */
  'privacy.providerFile': takes(accountArgs).returns<ProbeReport>(),

  'privacy.policy': takes(policyArgs).returns<PolicyPage>(),
  /** The pack as it is now was read; later versions are compared with it. */
  'privacy.markPolicyRead': takes(policyArgs).returns<null>(),
  /** Takes a pack away that the user added; others stay, with `invalid-argument`. */
  'privacy.removePack': takes(packArgs).returns<null>(),
  /** Asks for a file and adds the pack in it; null where none was chosen. Fails with `pack-invalid`. */
  'desktop.addPolicyPack': takes(nothing).returns<PackSummary | null>(),
  /** Runs the probes that the pack's clauses need; what differs comes first, then in the order of the pack. */
  'privacy.findings': takes(findingsArgs).returns<readonly Finding[]>(),

  'privacy.thisApp': takes(accountArgs).returns<ThisApp>(),
  'privacy.ledger': takes(ledgerArgs).returns<SentPage>(),
  /** Turns everything off that is sent without being typed, or brings back what was on before. */
  'privacy.sendNothing': takes(v.strictObject({ on: v.boolean() })).returns<Settings>(),

  'privacy.path': takes(pathArgs).returns<MessagePath>(),
  /** Null: they are online, or nothing has to be said. To be asked when the user begins to write. */
  'privacy.beforeSending': takes(v.strictObject(inConversation)).returns<WaitingNote | null>(),

  /** Newest first. */
  'privacy.notices': takes(accountArgs).returns<readonly ServiceNotice[]>(),
  'privacy.markNoticesRead': takes(upToArgs).returns<null>(),

  'password.judge': takes(v.strictObject({ ...inAccount, password })).returns<PasswordStrength>(),
  'password.generate': takes(v.strictObject({ kind: v.picklist(['words', 'characters']) })).returns<string>(),
  /** Changes the password at the service (XEP-0077 §3.3) and signs in with it, to know that it holds. */
  'password.change': takes(v.strictObject({ ...inAccount, password })).returns<PasswordChanged>(),
  'password.state': takes(accountArgs).returns<PasswordState>(),
  /** Finds out by a sign-in which of two passwords holds. */
  'password.settle': takes(accountArgs).returns<PasswordState>(),
} as const;
