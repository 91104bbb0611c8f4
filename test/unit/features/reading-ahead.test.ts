/** The conversation that somebody looks at while the archive is read: its part comes first, and nothing is lost, doubled or put out of order by it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attr, child } from '../../../electron/xmpp/xml';
import { parseFormFields } from '../../../electron/xmpp/xep-0004-forms/stanza';
import { NS_MAM } from '../../../electron/xmpp/ns';
import type { FeatureSession } from '../../support/features-session';
import { archive, live, stamped } from './archive-server';
import { account, bodies, chat, JULIET, NURSE, receiptRequest, ROMEO, started, type World } from './helpers';

const PEOPLE = `<item jid="${ROMEO}" subscription="both"/><item jid="${NURSE}" subscription="both"/>`;

/** By the first letter of an id: Romeo, the nurse, and Juliet's phone to each of them. */
function peerOf(id: string): string {
  return id.startsWith('n') || id.startsWith('k') ? NURSE : ROMEO;
}

function stanzaOf(id: string): string {
  return id.startsWith('j') || id.startsWith('k')
    ? chat(id, { id, from: `${JULIET}/phone`, to: peerOf(id) })
    : chat(id, { id, from: `${peerOf(id)}/home`, payload: receiptRequest });
}

function isSaidByOthers(id: string): boolean {
  return id.startsWith('m') || id.startsWith('n');
}

/** What others said, from the server's store. */
function lateStanza(id: string): string {
  const delay = '<delay xmlns="urn:xmpp:delay" from="capulet.lit" stamp="2020-01-01T00:00:00Z"/>';
  return chat(id, { id, from: `${peerOf(id)}/home`, payload: `${receiptRequest}${stamped(id)}${delay}` });
}

interface Server {
  /** What the archive holds, oldest first. */
  said: readonly string[];
  size: number;
  /** Called before each page, with its number since it was set to 0. */
  before: (page: number) => void;
  pages: number;
  /** Whose messages were asked for, in turn; undefined: everybody's. */
  asked: (string | undefined)[];
  readonly prepare: (session: FeatureSession) => void;
}

function serverWith(said: readonly string[], extended: boolean): Server {
  const server: Server = {
    said,
    size: 3,
    before: () => undefined,
    pages: 0,
    asked: [],
    prepare(session) {
      session.roster = PEOPLE;
      const of = (peer: string): readonly string[] => server.said.filter((id) => peerOf(id) === peer);
      const before = (): void => server.before((server.pages += 1));
      archive(session, () => server.said, { size: () => server.size, own: stanzaOf, of, before, extended });
      session.onTraffic((_, stanza) => {
        const query = child(stanza, 'query', NS_MAM);
        if (query !== undefined) server.asked.push(parseFormFields(query)?.get('with')?.[0]);
      });
    },
  };
  return server;
}

function open(world: World, peer = ROMEO): void {
  world.features.setOpenConversation({ account: JULIET, with: peer });
}

/** All that is here was read, and there is no connection. */
async function away(said: readonly string[], extended = true): Promise<{ world: World; server: Server }> {
  const server = serverWith(said, extended);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  world.session.leave();
  world.takeMessages();
  server.pages = 0;
  server.asked = [];
  return { world, server };
}

function receipts(world: World): string[] {
  return world
    .takeMessages()
    .map((stanza) => child(stanza, 'received', 'urn:xmpp:receipts'))
    .flatMap((received) => (received === undefined ? [] : [attr(received, 'id') ?? '']));
}

const MISSED = ['m1', 'n1', 'j1', 'n2', 'm2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9'];

it.each([true, false])(
  'what was missed of a conversation that is opened meanwhile comes next (extended: %s)',
  async (extended) => {
    const { world, server } = await away(['m0', 'n0'], extended);
    server.said = ['m0', 'n0', ...MISSED];
    server.before = (page) => {
      if (page === 2) open(world);
    };
    world.session.comeBack();
    await world.quiet();
    expect(server.asked.slice(0, 4)).toEqual([undefined, undefined, ROMEO, undefined]);
    expect(receipts(world)).toEqual(['n7', 'n8', 'n9', 'n4', 'n5', 'n6', 'm1', 'm2', 'n2', 'n3', 'n1']);
    expect(await bodies(world)).toEqual(['m0', 'm1', 'j1', 'm2']);
    expect((await account(world))?.archiveGaps).toEqual([]);
  },
);

it('and so does what is missing where somebody scrolled to', async () => {
  const { world, server } = await away(['m0', 'n0']);
  server.said = ['m0', 'n0', 'm1', 'm2', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'm3'];
  let shown: Promise<readonly string[]> = Promise.resolve([]);
  const scrollToGap = async (): Promise<readonly string[]> => {
    const [, after] = await world.messages();
    await world.handlers['messages.fillGap']({ account: JULIET, with: ROMEO, before: after?.key ?? 0 });
    return bodies(world);
  };
  server.before = (page) => {
    if (page === 2) shown = scrollToGap();
  };
  world.session.comeBack();
  await world.quiet();
  expect(await shown).toEqual(['m0', 'm1', 'm2', 'm3']);
  expect(server.asked.indexOf(ROMEO)).toBe(2);
  expect(server.asked.lastIndexOf(undefined)).toBeGreaterThan(2);
});

it('what was read ahead and was looked at stays read once its turn comes', async () => {
  const { world, server } = await away(['m0', 'n0']);
  open(world);
  server.said = ['m0', 'n0', ...MISSED];
  server.before = (page) => {
    if (page === 4) world.session.leave();
  };
  world.session.comeBack();
  await world.quiet();
  const newest = (await world.messages()).at(-1);
  expect(newest?.body).toBe('m2');
  expect((await account(world))?.archiveGaps).toHaveLength(1);
  await world.handlers['messages.markRead']({ account: JULIET, with: ROMEO, upTo: newest?.key ?? 0 });
  world.session.comeBack();
  await world.quiet();
  expect((await account(world))?.archiveGaps).toEqual([]);
  const unread = (await world.snapshot()).accounts[0]?.conversations.map((one) => [one.with, one.unread]);
  expect(unread).toEqual([
    [NURSE, 9],
    [ROMEO, 0],
  ]);
});

it('what comes late on the stream goes below what was read ahead and said after it', async () => {
  const { world, server } = await away(['m0', 'n0']);
  open(world);
  server.said = ['m0', 'n0', 'm1', 'n1', 'm2', 'm3', 'n2', 'n3'];
  server.size = 2;
  server.before = (page) => {
    if (page === 4) void world.session.receive(live('m1', true));
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', 'm3']);
});

/** What happens right before a page is given. */
type Act =
  | 'open Romeo'
  | 'open the nurse'
  | 'gap of Romeo'
  | 'gap of the nurse'
  | 'older of Romeo'
  | 'cut'
  | 'restart'
  /** The first of what was missed and others said comes on the stream as well. */
  | 'late';

interface Story {
  readonly known: readonly string[];
  /** What was said while nobody was connected, each time. */
  readonly missed: readonly (readonly string[])[];
  readonly size: number;
  readonly extended: boolean;
  readonly acts: readonly { readonly page: number; readonly act: Act }[];
}

function storyOf(speakers: readonly string[], acts: readonly Act[]): fc.Arbitrary<Story> {
  const speaker = fc.constantFrom(...speakers);
  return fc.record({
    known: fc.array(speaker, { minLength: 1, maxLength: 4 }),
    missed: fc.array(fc.array(speaker, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 3 }),
    size: fc.integer({ min: 1, max: 3 }),
    extended: fc.boolean(),
    acts: fc.array(fc.record({ page: fc.integer({ min: 1, max: 16 }), act: fc.constantFrom(...acts) }), {
      maxLength: 6,
    }),
  });
}

async function play({ known, missed, size, extended, acts }: Story): Promise<void> {
  let count = 0;
  const named = (letters: readonly string[]): string[] => letters.map((letter) => `${letter}${String((count += 1))}`);
  const first = await away(named(known), extended);
  const { server } = first;
  let { world } = first;
  const looks: Promise<readonly string[]>[] = [];
  const answered: string[] = [];
  let begun: Promise<unknown>[] = [];
  /** How this session ended before its time. */
  const ended: Act[] = [];
  let toCome: string[] = [];
  const isLate = acts.some(({ act }) => act === 'late');
  const gapOf = async (peer: string): Promise<void> => {
    for (const { key } of await world.messages(peer))
      await world.handlers['messages.fillGap']({ account: JULIET, with: peer, before: key });
  };
  const older = async (peer: string): Promise<void> => {
    const [oldest] = await world.messages(peer);
    const before = oldest?.key ?? Number.MAX_SAFE_INTEGER;
    await world.handlers['messages.older']({ account: JULIET, with: peer, before });
  };
  const perform: Readonly<Record<Act, () => void>> = {
    'open Romeo': () => open(world),
    'open the nurse': () => open(world, NURSE),
    'gap of Romeo': () => begun.push(gapOf(ROMEO)),
    'gap of the nurse': () => begun.push(gapOf(NURSE)),
    'older of Romeo': () => begun.push(older(ROMEO).catch(() => undefined)),
    cut: () => {
      ended.push('cut');
      world.session.leave();
    },
    restart: () => {
      ended.push('restart');
      world.session.leave();
    },
    late: () => {
      const id = toCome.shift();
      if (id !== undefined) void world.session.receive(lateStanza(id));
    },
  };
  server.size = size;
  server.before = (page) => {
    looks.push(bodies(world), bodies(world, NURSE));
    for (const one of acts) if (one.page === page) perform[one.act]();
  };
  const rest = [...missed];
  do {
    const now = named(rest.shift() ?? []);
    server.said = [...server.said, ...now];
    if (now.length > 0) toCome = now.filter(isSaidByOthers);
    ended.length = 0;
    world.session.comeBack();
    await world.quiet();
    await Promise.all(begun);
    begun = [];
    answered.push(...receipts(world));
    if (ended.includes('restart')) {
      await world.stop();
      world = await started({
        ...world.kept,
        prepare: (session) => {
          session.away = true;
          server.prepare(session);
        },
      });
    } else world.session.leave();
  } while (rest.length > 0 || ended.length > 0);
  for (const peer of [ROMEO, NURSE])
    expect(await bodies(world, peer)).toEqual(server.said.filter((id) => peerOf(id) === peer));
  const inOrder = (ids: readonly string[]): number[] => ids.map((id) => Number(id.slice(1)));
  // What comes late stands last until the archive is read to where it belongs.
  for (const seen of isLate ? [] : await Promise.all(looks))
    expect(inOrder(seen)).toEqual(inOrder(seen).sort((a, b) => a - b));
  const news = server.said.slice(known.length).filter(isSaidByOthers);
  expect(news).toEqual(expect.arrayContaining(answered));
  // What a run still had to answer ends with it.
  if (!acts.some(({ act }) => act === 'restart')) expect(answered).toEqual(expect.arrayContaining(news));
  expect((await account(world))?.archiveGaps).toEqual([]);
  const listed = (await world.snapshot()).accounts[0]?.conversations.map((one) => one.with);
  expect(listed).toEqual([...new Set([...server.said].reverse().map(peerOf))]);
  await world.stop();
}

const looks = ['open Romeo', 'open the nurse', 'gap of Romeo', 'gap of the nurse', 'older of Romeo'] as const;

it('whatever is looked at while the archive is read, all of it is here in the end, once and in order', async () => {
  const story = storyOf(['m', 'n', 'j', 'k'], [...looks, 'cut', 'restart']);
  await fc.assert(fc.asyncProperty(story, play), { numRuns: 10 });
}, 60_000);

/** What was once put out of order. */
const brokenBefore: readonly Story[] = [
  {
    known: ['m'],
    missed: [
      ['m', 'n', 'm', 'm'],
      ['m', 'm'],
    ],
    size: 1,
    extended: false,
    acts: [
      { page: 2, act: 'open Romeo' },
      { page: 1, act: 'late' },
    ],
  },
  {
    known: ['n', 'n', 'm'],
    missed: [['m', 'm', 'm', 'm', 'm', 'n', 'n', 'n', 'm', 'n', 'n'], ['m']],
    size: 1,
    extended: true,
    acts: [
      { page: 15, act: 'restart' },
      { page: 3, act: 'gap of the nurse' },
      { page: 2, act: 'late' },
      { page: 2, act: 'open Romeo' },
    ],
  },
];

it('and so where some of it comes late on the stream as well', async () => {
  const story = storyOf(['m', 'n'], [...looks, 'late', 'cut', 'restart']);
  const examples = brokenBefore.map((one): [Story] => [one]);
  await fc.assert(fc.asyncProperty(story, play), { numRuns: 10, examples });
}, 60_000);
