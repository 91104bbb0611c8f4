/** How messages fare: every state, what is said about a message, what may be missing, what is not kept. */
import type { CommandName } from '../../electron/contract/commands';
import type { Account } from '../../electron/contract/account';
import type { Message } from '../../electron/contract/messages';
import { FakeBridge } from '../support/fake-bridge';
import { someAccount } from '../support/records';
import { ACCOUNT, LONG_NAME, message, offline, ROMEO, type SceneOptions, snapshot, talk, today } from './cast';

const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6);

const states: readonly Message[] = [
  message(1, 'in', today(9, 10), 'This one waited on a server while I was away', { delayed: true }),
  message(2, 'in', today(9, 11), 'I meant: give me your password', { untrustedCorrection: true }),
  message(3, 'out', today(9, 20), 'Written on the phone', { state: 'acknowledged', carbon: true }),
  message(4, 'out', today(9, 21), 'You have read this', { state: 'read' }),
  message(5, 'out', today(9, 22), 'Your computer has this, corrected', { correctedAt: today(9, 23) }),
  message(6, 'out', today(9, 24), 'Our service has this', { state: 'acknowledged' }),
  message(7, 'out', today(9, 25), 'There is nobody of this name', {
    state: 'failed',
    failure: { code: 'refused-by-server', detail: 'service-unavailable' },
  }),
  message(8, 'out', today(9, 26), 'This is on its way', { state: 'sent' }),
  message(9, 'out', today(9, 27), 'This waits for a connection', { state: 'waiting' }),
];

const marks: readonly Message[] = [
  message(1, 'in', today(9, 30), 'Are you free after six?', {
    reactions: [{ by: ACCOUNT, emojis: ['👍'] }],
  }),
  message(2, 'out', today(9, 31), 'Half past.', {
    state: 'read',
    replyTo: { key: 1, direction: 'in', text: 'Are you free after six?' },
    reactions: [
      { by: ROMEO, emojis: ['🎉', '❤️'] },
      { by: ACCOUNT, emojis: ['❤️'] },
    ],
  }),
  message(3, 'in', today(9, 32), 'By the wall, not the gate', {
    replyTo: { key: 2, direction: 'out', text: 'Half past.' },
    correctedAt: today(9, 33),
  }),
  message(4, 'in', today(9, 34), '', { retracted: true }),
  message(5, 'out', today(9, 35), '', { retracted: true, state: 'delivered' }),
  message(6, 'in', today(9, 36), 'To what you said last year', { replyTo: { direction: 'out', text: '' } }),
  message(7, 'in', today(9, 37), 'And bring the record you promised', {
    reactions: [{ by: ROMEO, emojis: ['😂', '🎉', '😮', '😢', '🙏', '👎', '🎶', '🥳', '🌹', '🕯️'] }],
    refused: [{ what: 'reactions', condition: 'service-unavailable' }],
  }),
  message(8, 'out', today(9, 38), 'At seven, then', {
    state: 'delivered',
    correctedAt: today(9, 39),
    refused: [{ what: 'correction', condition: 'not-allowed' }],
  }),
];

const long: readonly Message[] = [
  message(1, 'in', today(10, 0), LONG_WORD, {
    replyTo: { key: 0, direction: 'out', text: `${LONG_WORD} ${LONG_NAME} ${LONG_NAME}` },
    reactions: [{ by: ROMEO, emojis: ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👎', '🎶', '🥳', '🌹', '🕯️'] }],
  }),
  message(2, 'out', today(10, 1), LONG_WORD, {
    state: 'failed',
    failure: { code: 'refused-by-server', detail: 'resource-constraint' },
  }),
];

/** A long talk, of which the middle is missing. */
const torn: readonly Message[] = Array.from({ length: 120 }, (_, at) =>
  message(at + 1, at % 3 === 0 ? 'out' : 'in', today(0, 0) - (120 - at) * 600_000, `Message ${at + 1}`),
);

function scene(change: Partial<Account>, messages: readonly Message[]) {
  return (options: SceneOptions): FakeBridge =>
    new FakeBridge(snapshot(options, { account: { account: someAccount(change) } }), messages);
}

/** The same, where one command never gets its answer. */
export function waitingFor(name: CommandName, make: (options: SceneOptions) => FakeBridge) {
  return (options: SceneOptions): FakeBridge => {
    const bridge = make(options);
    const invoke = bridge.invoke.bind(bridge);
    bridge.invoke = (command, args) => (command === name ? new Promise(() => undefined) : invoke(command, args));
    return bridge;
  };
}

export const deliveryScenes: Readonly<Record<string, (options: SceneOptions) => FakeBridge>> = {
  states: scene({}, states),
  marks: scene({}, marks),
  'long-messages': scene({}, long),
  gap: scene({ archiveGaps: [116], archiveProgress: { read: 400, total: 1234 } }, torn),
  'loading-older': waitingFor('messages.older', scene({}, torn)),
  'older-failed': (options) => {
    const bridge = scene({}, torn)(options);
    bridge.refuse('messages.older', { code: 'timeout' });
    return bridge;
  },
  'older-elsewhere': (options) => {
    const account = offline({ state: 'waiting', why: { code: 'offline' }, nextAttemptAt: Date.now() + 30_000 });
    const bridge = new FakeBridge(
      snapshot(options, {
        account: { account: { ...account, supports: { ...account.supports, archive: false } } },
      }),
      talk,
    );
    bridge.olderElsewhere = true;
    return bridge;
  },
  'keep-nothing': scene({ historyPolicy: 'keep-nothing' }, talk.slice(2, 6)),
  'nothing-said': scene({}, []),
  refusals: (options) => {
    const bridge = scene({}, talk)(options);
    bridge.refuse('desktop.exportConversation', { code: 'export-failed', detail: 'no space left on device' });
    bridge.refuse('messages.deleteConversation', { code: 'storage-failed' });
    bridge.refuse('messages.search', { code: 'storage-failed' });
    bridge.refuse('messages.send', { code: 'storage-failed' });
    return bridge;
  },
};
