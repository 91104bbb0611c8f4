import { beforeEach, describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../../../electron/contract/messages';
import {
  NotificationCenter,
  type ConversationRef,
  type Note,
  type NotificationOptions,
} from '../../../electron/desktop/notifications';
import { FakeClock } from '../../support/fake-clock';

const account = 'juliet@example.org';
let nextKey = 1;

function message(from: string, body: string, change: Partial<Message> = {}): Message {
  nextKey += 1;
  return {
    key: nextKey,
    with: `${from}@example.net`,
    direction: 'in',
    resource: 'orchard',
    id: String(nextKey),
    body,
    at: 0,
    state: 'delivered',
    delayed: false,
    carbon: false,
    ...change,
  };
}

function read(from: string): Conversation {
  return { with: `${from}@example.net`, unread: 0, readUpTo: nextKey, draft: '' };
}

describe('NotificationCenter', () => {
  let clock: FakeClock;
  let shown: Note[];
  let onScreen: Map<string, Note>;
  let settings: { notifications: boolean; notificationContent: 'full' | 'hidden' };
  let dnd: boolean;
  let front: ConversationRef | undefined;
  let did: unknown[];
  let center: NotificationCenter;
  const add = (...messages: Message[]): void => center.messagesAdded(account, messages);

  beforeEach(() => {
    clock = new FakeClock();
    shown = [];
    onScreen = new Map();
    settings = { notifications: true, notificationContent: 'full' };
    dnd = false;
    front = undefined;
    did = [];
    const options: NotificationOptions = {
      presenter: {
        show(note) {
          shown.push(note);
          onScreen.set(note.tag, note);
        },
        close: (tag) => onScreen.delete(tag),
      },
      clock,
      settings: () => settings,
      doNotDisturb: () => dnd,
      inFront: () => front,
      nameOf: ({ with: jid }) => jid.slice(0, jid.indexOf('@')),
      open: (conversation) => did.push(['open', conversation?.with]),
      markRead: (conversation, upTo) => did.push(['markRead', conversation.with, upTo]),
      reply: (conversation, text) => did.push(['reply', conversation.with, text]),
    };
    center = new NotificationCenter(options);
  });

  it('tells of a message by sender and text', async () => {
    add(message('romeo', 'Lady'));
    await clock.advance(200);
    expect(shown).toMatchObject([{ title: 'romeo', body: 'Lady', forConversation: true }]);
  });

  it('says only "New message" when the user prefers so', async () => {
    settings.notificationContent = 'hidden';
    add(message('romeo', 'Lady'), message('romeo', 'by yonder moon'));
    await clock.advance(200);
    expect(shown).toMatchObject([{ title: 'Candor', body: 'New message' }]);
    expect(JSON.stringify([shown[0]?.title, shown[0]?.body])).not.toMatch(/romeo|Lady/u);
  });

  it.each<[string, () => void, Partial<Message>]>([
    ['notifications are off', () => (settings.notifications = false), {}],
    ['the user does not want to be disturbed', () => (dnd = true), {}],
    ['the conversation is in front', () => (front = { account, with: 'romeo@example.net' }), {}],
    ['it is an own message', () => undefined, { direction: 'out' }],
    ['it has no text', () => undefined, { body: '' }],
  ])('is silent when %s', async (_why, arrange, change) => {
    arrange();
    add(message('romeo', 'Lady', change));
    await clock.advance(5000);
    expect(shown).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('tells of another conversation than the one in front, and of the same one of another account', async () => {
    front = { account, with: 'romeo@example.net' };
    add(message('nurse', 'Madam'));
    center.messagesAdded('juliet@work.example', [message('romeo', 'Lady')]);
    await clock.advance(200);
    expect(shown.map(({ title }) => title)).toEqual(['nurse', 'romeo']);
  });

  it('renews one note a conversation, with the last lines and the count', async () => {
    for (const line of ['one', 'two', 'three', 'four']) add(message('romeo', line));
    await clock.advance(200);
    add(message('romeo', 'five'));
    await clock.advance(2000);
    expect(shown).toHaveLength(2);
    expect(shown[0]).toMatchObject({ title: 'romeo (4 new messages)', body: 'two\nthree\nfour' });
    expect(shown[1]).toMatchObject({ title: 'romeo (5 new messages)', body: 'three\nfour\nfive' });
    expect(shown[1]?.tag).toBe(shown[0]?.tag);
    expect(onScreen.size).toBe(1);
  });

  it('shows a burst in few rounds', async () => {
    for (let index = 0; index < 1000; index += 1) {
      add(message('romeo', String(index)));
      await clock.advance(2);
    }
    await clock.advance(1000);
    expect(shown.length).toBeLessThanOrEqual(4);
    expect(shown.at(-1)?.title).toBe('romeo (1000 new messages)');
  });

  it('goes on telling after the clock was set back by a day', async () => {
    add(message('romeo', 'Lady'));
    await clock.advance(200);
    clock.set(-86_400_000);
    add(message('nurse', 'Madam'));
    await clock.advance(1200);
    expect(shown).toMatchObject([{ title: 'romeo' }, { title: 'nurse' }]);
  });

  it('speaks of a burst over many conversations in one note', async () => {
    for (const from of ['romeo', 'nurse', 'tybalt', 'paris']) add(message(from, 'x'), message(from, 'y'));
    await clock.advance(200);
    expect(shown).toMatchObject([
      { title: 'Candor', body: '8 new messages in 4 conversations', forConversation: false },
    ]);
    add(message('romeo', 'z'));
    await clock.advance(1000);
    expect(shown.at(-1)?.body).toBe('9 new messages in 4 conversations');
    expect(onScreen.size).toBe(1);
    center.acted('summary', { kind: 'open' });
    expect(did).toEqual([['open', undefined]]);
  });

  it('takes the note of a burst away once everything is read', async () => {
    const people = ['romeo', 'nurse', 'tybalt', 'paris'];
    for (const from of people) add(message(from, 'x'));
    await clock.advance(200);
    center.conversationsChanged(account, people.slice(1).map(read));
    expect(onScreen.size).toBe(1);
    center.conversationsChanged(account, [read('romeo')]);
    expect(onScreen.size).toBe(0);
  });

  it('closes a note when its conversation was read, and begins to count anew', async () => {
    add(message('romeo', 'one'));
    await clock.advance(200);
    center.conversationsChanged(account, [read('romeo')]);
    expect(onScreen.size).toBe(0);
    add(message('romeo', 'two'));
    await clock.advance(2000);
    expect(shown.at(-1)).toMatchObject({ title: 'romeo', body: 'two' });
  });

  it('shows nothing for what was read before its round', async () => {
    add(message('romeo', 'one'));
    center.conversationsChanged(account, [read('romeo')]);
    await clock.advance(5000);
    expect(shown).toEqual([]);
  });

  it('leaves a note alone when its conversation changed in another way', async () => {
    add(message('romeo', 'one'));
    await clock.advance(200);
    center.conversationsChanged(account, [{ ...read('romeo'), unread: 1 }]);
    expect(onScreen.size).toBe(1);
  });

  it('opens, marks as read and replies', async () => {
    const last = message('romeo', 'two');
    const notes = async (): Promise<string> => {
      add(message('romeo', 'one'), { ...last, key: last.key + 1 });
      await clock.advance(2000);
      return shown.at(-1)?.tag ?? '';
    };
    center.acted(await notes(), { kind: 'open' });
    center.acted(await notes(), { kind: 'mark-read' });
    center.acted(await notes(), { kind: 'reply', text: 'At what o’clock?' });
    center.acted(await notes(), { kind: 'reply', text: '  ' });
    expect(did.map((entry) => (entry as unknown[])[0])).toEqual(['open', 'markRead', 'reply', 'markRead', 'markRead']);
    expect(did[2]).toEqual(['reply', 'romeo@example.net', 'At what o’clock?']);
    expect(onScreen.size).toBe(0);
  });

  it('forgets an account that was removed', async () => {
    add(message('romeo', 'one'));
    await clock.advance(200);
    center.accountRemoved(account);
    expect(onScreen.size).toBe(0);
  });

  it('shows bounded plain text in one direction', async () => {
    add(message('romeo', `a\u202ebc\nd\u0007${'x'.repeat(10_000)}`));
    add(message('nurse', '👩‍👩‍👧'.repeat(5000)));
    await clock.advance(200);
    expect(shown[0]?.body).toMatch(/^a bc d x+…$/u);
    for (const { body } of shown) expect([...body].length).toBeLessThanOrEqual(200);
  });
});
