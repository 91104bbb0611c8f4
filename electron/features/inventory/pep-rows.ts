/** The account's personal nodes (XEP-0163), each with its items and who may read it as the service says. */
import { accessModels, chosenAudiences, type ChosenAudience, type ReportedAudience } from '../../contract/inventory';
import type { BareJid } from '../../xmpp/jid';
import { NODE_VCARD4, NS_BOOKMARKS, NS_BOOKMARKS_LIST, NS_PUBSUB } from '../../xmpp/ns';
import { boundLine } from '../../xmpp/text';
import type { NodeItem } from '../../xmpp/xep-0163-pep/own-nodes';
import { knowsRosterGroups } from '../../xmpp/xep-0163-pep/stanza';
import type { LiveAccount } from '../accounts/live-account';
import { accessFor } from '../personal/audience';
import { sizeOf, xmlContents } from './contents';
import { failureOf, unlessNotOffered } from './failures';
import { pepNodeKind } from './pep-kinds';
import type { Reader } from './reader';
import { understood } from './answers';
import type { Reading, RowSource } from './source';

const MAX_GROUPS = 100;
const MAX_WORD = 100;

/** Rows in which a node's items are seen as well. */
const sameElsewhere: ReadonlyMap<string, readonly string[]> = new Map([
  [NODE_VCARD4, ['vcard4']],
  [NS_BOOKMARKS, ['bookmarks']],
  [NS_BOOKMARKS_LIST, ['bookmarks']],
]);

export function pepRowId(node: string): string {
  return `pep-node:${node}`;
}

/** The list of nodes; each becomes a row. */
export const pepListRow: RowSource = {
  id: 'pep-list',
  kind: 'pep-list',
  mark: 'measured',
  async read(reader) {
    const { nodes, cut } = await listNodes(reader);
    return {
      count: nodes.length,
      ...(cut && { countIsLeast: true, facts: [{ fact: 'too-much', mark: 'measured', shown: nodes.length }] }),
      found: nodes.map(pepNodeRow),
    };
  },
};

/** Rejects as the question does, or with `NotOffered` or `NotUnderstood`. */
export async function listNodes({
  nodes,
  offered,
}: Reader): Promise<{ readonly nodes: readonly string[]; readonly cut: boolean }> {
  const announced = async (): Promise<boolean> => hasPep((await offered()).account);
  return understood(await unlessNotOffered(announced, () => nodes.list()));
}

/** What stands in a node, 'absent' where there is none. Rejects as the question does, or with `NotUnderstood`. */
export async function readItems({ nodes, offered }: Reader, node: string): Promise<readonly NodeItem[] | 'absent'> {
  const announced = async (): Promise<boolean> => hasPep((await offered()).account);
  return understood(await unlessNotOffered(announced, () => nodes.items(node)));
}

function hasPep(features: ReadonlySet<string>): boolean {
  return [...features].some((feature) => feature.startsWith(NS_PUBSUB));
}

export function pepNodeRow(node: string): RowSource {
  const known = pepNodeKind(node);
  return {
    id: pepRowId(node),
    kind: 'pep-node',
    listedBy: 'pep-list',
    name: node,
    ...(known !== undefined && { known }),
    mark: 'measured',
    read: (reader) => readNode(reader, node),
    async view(reader) {
      const items = await readItems(reader, node);
      const there = items === 'absent' ? [] : items;
      return xmlContents(there.map(({ id, payloads }) => ({ title: id ?? '', elements: payloads })));
    },
    remove: ({ nodes }) => nodes.remove(node),
    isGone: ({ count, audience }) => count === 0 && audience === undefined,
    setAudience: (reader, audience, groups) => setAudience(reader, node, audience, groups),
    fits: ({ audience }, wanted, groups, live) => fits(audience, wanted, groups, live),
  };
}

async function readNode(reader: Reader, node: string): Promise<Reading> {
  const [items, audience] = await Promise.all([readItems(reader, node), readAudience(reader, node)]);
  if (items === 'absent') return { count: 0 };
  const byGroup = await reader.offered().then(
    ({ account }) => knowsRosterGroups(account),
    () => false,
  );
  return {
    count: items.length,
    bytes: sizeOf(items.flatMap(({ payloads }) => payloads)),
    audience,
    view: items.length > 0,
    deletable: true,
    audiences: chosenAudiences,
    ...(!byGroup && { groupsAsList: true }),
    alsoIn: sameElsewhere.get(node) ?? [],
  };
}

/** As the service reports it, in its own word where that is none that is known. Never rejects: who can see what is there is told apart from what is there. */
async function readAudience({ nodes, session }: Reader, node: string): Promise<ReportedAudience> {
  const mark = 'service-says' as const;
  try {
    const configuration = understood(await nodes.configuration(node));
    if (configuration === 'absent') return { mark, groups: [] };
    const { access: word, rosterGroups } = configuration;
    const access = accessModels.find((known) => known === word);
    const reported: ReportedAudience = {
      ...{ mark, groups: rosterGroups.slice(0, MAX_GROUPS) },
      ...(access !== undefined && { access }),
      ...(access === undefined && word !== undefined && { unknownAccess: boundLine(word, MAX_WORD) }),
    };
    if (access === 'open' || access === 'presence') return reported;
    // Who was let in by name counts where not everybody may come.
    const members = await nodes.affiliations(node).catch(() => undefined);
    return { ...reported, ...(members !== undefined && { members: othersOf([...members.keys()], session.account) }) };
  } catch (error) {
    return { mark, groups: [], why: failureOf(error) };
  }
}

/** In one order always: the service's own changes from one answer to the next. */
function othersOf(jids: readonly BareJid[], account: BareJid): readonly BareJid[] {
  return jids.filter((jid) => jid !== account).sort();
}

/** Whoever may not read the node any more is also shut out where they came by themselves or by name. */
async function setAudience(
  { nodes, session, live, offered }: Reader,
  node: string,
  audience: ChosenAudience,
  groups: readonly string[],
): Promise<void> {
  const byGroup = knowsRosterGroups((await offered()).account);
  const { options, members } = accessFor({ kind: audience, groups, people: [] }, live.contacts, byGroup);
  await nodes.setAccess(node, options.access, options.rosterGroups ?? []);
  if (audience === 'everybody') return;
  const affiliations = understood(await nodes.affiliations(node));
  const subscribers = understood(await nodes.subscribers(node));
  const mayRead = (jid: BareJid): boolean => jid === session.account || reaches(live, jid, audience, groups);
  // Of the other access models those let in by name are no exception.
  const gone = options.access === 'whitelist' ? [...affiliations.keys()].filter((jid) => !mayRead(jid)) : [];
  await nodes.shutOut(
    node,
    gone,
    subscribers.filter((jid) => !mayRead(jid)),
  );
  await nodes.letIn(
    node,
    [...members].filter((jid) => affiliations.get(jid) !== 'member'),
  );
}

function reaches(
  { contacts }: Reader['live'],
  jid: BareJid,
  audience: ChosenAudience,
  groups: readonly string[],
): boolean {
  if (audience === 'contacts') return contacts.maySeeUs(jid);
  return audience === 'groups' && contacts.inGroups(groups).includes(jid);
}

function fits(
  audience: ReportedAudience | undefined,
  wanted: ChosenAudience,
  groups: readonly string[],
  { contacts }: LiveAccount,
): boolean {
  const byGroup = audience?.access === 'roster';
  const { options, members } = accessFor({ kind: wanted, groups, people: [] }, contacts, byGroup);
  if (audience?.access !== options.access) return false;
  if (byGroup) return sameNames(audience.groups, groups);
  return (
    options.access !== 'whitelist' || (audience.members !== undefined && sameNames(audience.members, [...members]))
  );
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join('\n') === [...others].sort().join('\n');
}
