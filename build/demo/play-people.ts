/**
 * Plays the people of the demo: `play-people.ts PORT`, started by `people.ts` as a process of its own,
 * because Node reads NODE_EXTRA_CA_CERTS at its start only. Romeo answers what he is told, shows that
 * he types, confirms delivery, listens to music, and comes and goes; the others are simply there.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { client, xml, type Client } from '@xmpp/client';
import type { Element } from '@xmpp/xml';
import type { PeopleReport, PeopleTask } from './people';
import { answers, DEMO_PASSWORD, JULIET, people, STRANGER, tunes, type Person, type Tune } from './verona';

const CHAT_STATES = 'http://jabber.org/protocol/chatstates';
const RECEIPTS = 'urn:xmpp:receipts';
const PUBSUB = 'http://jabber.org/protocol/pubsub';
const TUNE = 'http://jabber.org/protocol/tune';
/** How long Romeo reads and how long he types (milliseconds). */
const READING = 700;
const TYPING = 1800;
const ROMEOS_MOODS_EVERY = 45_000;

const port = Number(process.argv[2]);
const clients = new Map<string, Client>();

for (const one of people) await signIn(one);
const paris = await connect(STRANGER, 'palace');
await paris.send(xml('presence', { to: JULIET, type: 'subscribe' }, xml('status', {}, 'We met at the feast. Paris')));

const romeo = clients.get('romeo');
if (romeo === undefined) throw new Error('Romeo is missing among the people');
answerMessages(romeo);
await listenTo(romeo, tunes[0]);
const moods = setInterval(() => void changeMood(romeo), ROMEOS_MOODS_EVERY);

process.on('message', (task: PeopleTask) => void perform(task));
// The demo ended, in whichever way.
process.on('disconnect', () => void leave());
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void leave());
report({ ready: true });

async function connect(user: string, resource: string): Promise<Client> {
  const one = client({
    service: `xmpp://127.0.0.1:${String(port)}`,
    domain: 'localhost',
    username: user,
    password: DEMO_PASSWORD,
    resource,
  });
  one.on('error', (error: Error) => {
    console.error(`${user}: ${error.message}`);
  });
  withoutStreamManagement(one);
  clients.set(user, one);
  await one.start();
  return one;
}

/**
 * The library's stream management counts wrongly when presence comes in while it is being enabled
 * (the server then ends the stream for it), and nobody here needs to resume: so it is never seen.
 */
function withoutStreamManagement(one: Client): void {
  one.prependListener('element', (element: Element) => {
    const offer = element.name === 'stream:features' ? element.getChild('sm', 'urn:xmpp:sm:3') : undefined;
    if (offer !== undefined) element.children.splice(element.children.indexOf(offer), 1);
  });
}

async function signIn(one: Person): Promise<void> {
  const connected = await connect(one.user, one.resource);
  await connected.send(presence(one.show, one.status));
}

function presence(show: Person['show'], status: string) {
  return xml(
    'presence',
    {},
    ...(show === 'available' ? [] : [xml('show', {}, show)]),
    ...(status === '' ? [] : [xml('status', {}, status)]),
  );
}

function answerMessages(who: Client): void {
  let turn = 0;
  let busy: Promise<void> = Promise.resolve();
  who.on('stanza', (stanza) => {
    const from = stanza.attrs['from'] as string | undefined;
    if (!stanza.is('message') || from === undefined || stanza.getChild('body') === undefined) return;
    const answer = answers[turn % answers.length] ?? '';
    turn += 1;
    // One after the other, so that two quick messages get two answers in order.
    busy = busy.then(async () => {
      const id = stanza.attrs['id'] as string | undefined;
      if (stanza.getChild('request', RECEIPTS) !== undefined && id !== undefined) {
        await who.send(xml('message', { to: from }, xml('received', { xmlns: RECEIPTS, id })));
      }
      await delay(READING);
      await say(who, from, answer);
    });
  });
}

async function say(who: Client, to: string, body: string): Promise<void> {
  await who.send(xml('message', { to, type: 'chat' }, xml('composing', { xmlns: CHAT_STATES })));
  await delay(TYPING);
  await who.send(
    xml(
      'message',
      { to, type: 'chat', id: randomUUID() },
      xml('body', {}, body),
      xml('active', { xmlns: CHAT_STATES }),
      xml('request', { xmlns: RECEIPTS }),
    ),
  );
}

let mood = 0;
async function changeMood(who: Client): Promise<void> {
  const moods: readonly [Person['show'], string][] = [
    ['away', 'Climbing'],
    ['dnd', 'Hiding from Tybalt'],
    ['available', 'Under somebody’s window'],
  ];
  const [show, status] = moods[mood % moods.length] ?? ['available', ''];
  await who.send(presence(show, status));
  mood += 1;
  await listenTo(who, tunes[mood % tunes.length]);
}

/** Tells his contacts what he listens to (XEP-0118 over XEP-0163), as any client would. */
async function listenTo(who: Client, tune: Tune | undefined): Promise<void> {
  if (tune === undefined) return;
  const { artist, title, source } = tune;
  const payload = xml(
    'tune',
    { xmlns: TUNE },
    xml('artist', {}, artist),
    xml('source', {}, source),
    xml('title', {}, title),
  );
  const publish = xml('publish', { node: TUNE }, xml('item', { id: 'current' }, payload));
  await who.iqCaller.request(xml('iq', { type: 'set' }, xml('pubsub', { xmlns: PUBSUB }, publish)));
}

async function perform(task: PeopleTask): Promise<void> {
  const who = clients.get(task.user);
  if (who === undefined) return;
  if (task.do === 'say') await say(who, JULIET, task.body);
  else await who.send(presence(task.show, task.status));
}

function report(message: PeopleReport): void {
  process.send?.(message);
}

async function leave(): Promise<void> {
  clearInterval(moods);
  await Promise.allSettled([...clients.values()].map((one) => one.stop()));
  process.exit(0);
}
