/** What main answers to the privacy screens, for tests of the window alone; a test replaces what it is about. */
import type { CommandArgs, CommandName, CommandResult } from '../../electron/contract/commands';
import type { PackSummary, PolicyPack, ThisApp } from '../../electron/contract/privacy';

type PrivacyCommand = Extract<CommandName, `privacy.${string}` | `password.${string}` | 'desktop.addPolicyPack'>;
type Answers = { [N in PrivacyCommand]: (args: CommandArgs<N>) => CommandResult<N> };

export const neutralPack: PolicyPack = {
  format: 1,
  id: 'neutral',
  services: [],
  title: 'No known policy',
  readOn: '2026-11-22',
  effectiveOn: null,
  contacts: [],
  sections: [],
};

const shown: PackSummary = {
  id: 'neutral',
  title: 'No known policy',
  origin: 'neutral',
  hash: '0'.repeat(64),
  readOn: '2026-11-22',
  effectiveOn: null,
};

const sending = {
  receipts: true,
  typing: true,
  readMarkers: false,
  readSync: true,
  version: false,
  idleTime: false,
  tune: false,
};

const app: ThisApp = {
  at: 0,
  secretStorage: { kind: 'keychain' },
  passwordRemembered: true,
  historyKey: 'keychain',
  historyPolicy: 'keep-30-days',
  storedMessages: 0,
  sending,
  sendsNothing: false,
  canSendAgain: false,
  sent: {
    receipts: 0,
    typing: 0,
    readMarkers: 0,
    readSync: 0,
    version: 0,
    idleTime: 0,
    tune: 0,
    notes: 0,
    hosts: 0,
  },
  hosts: [],
  requests: { allowed: 12, blocked: 0, cookies: 0 },
};

export const privacyAnswers: Omit<Answers, 'privacy.sendNothing'> = {
  'privacy.look': ({ probes }) => probes.map((probe) => ({ probe, at: 0, asked: [], facts: [], unknown: [] })),
  'privacy.stopLooking': () => null,
  'privacy.providerFile': () => ({ probe: 'provider-file', at: 0, asked: [], facts: [], unknown: [] }),
  'privacy.policy': () => ({ packs: [shown], shown, pack: neutralPack, changes: [] }),
  'privacy.markPolicyRead': () => null,
  'privacy.removePack': () => null,
  'desktop.addPolicyPack': () => null,
  'privacy.findings': () => [],
  'privacy.thisApp': () => app,
  'privacy.ledger': () => ({ entries: [], hasMore: false }),
  'privacy.path': ({ with: peer }) => ({
    with: peer,
    direction: 'out',
    hops: [],
    endToEnd: { key: 'end-to-end', data: { encrypted: false }, mark: 'measured', seenAt: 0 },
  }),
  'privacy.beforeSending': () => null,
  'privacy.notices': () => [],
  'privacy.markNoticesRead': () => null,
  'password.judge': () => ({ score: 0, guessesLog10: 0, secondsOffline: 0, warnings: [] }),
  'password.generate': () => 'four generated plain words',
  'password.change': () => ({ outcome: 'changed' }),
  'password.state': () => ({ state: 'settled' }),
  'password.settle': () => ({ state: 'settled' }),
};
