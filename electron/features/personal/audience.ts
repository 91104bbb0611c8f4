/** Who may see something, as the user chose it and as a server can be told. */
import type { Audience, PersonalKind } from '../../contract/personal';
import type { ProfileAudience } from '../../contract/profile';
import { bareJid, type BareJid } from '../../xmpp/jid';
import type { NodeOptions } from '../../xmpp/xep-0060-pubsub/stanza';
import { FeatureError } from '../errors';
import { TO_CONTACTS } from '../ledger/ledger';

/** How a node has to be for an audience. */
export interface Access {
  readonly options: NodeOptions;
  /** Of the access model "whitelist": who is on it. */
  readonly members: ReadonlySet<BareJid>;
  /** Of the access model "roster": whom the server lets in for the groups that they are in now. */
  readonly grouped: ReadonlySet<BareJid>;
}

/** What of the roster decides about an audience. */
export interface RosterView {
  has(jid: BareJid): boolean;
  /** Everybody in one of these groups. */
  inGroups(groups: readonly string[]): readonly BareJid[];
}

/** Of what was chosen and could not be read, and of a tune nothing was chosen for. */
export const nobody: Audience = { kind: 'nobody', groups: [], people: [] };
const everybody: Audience = { kind: 'contacts', groups: [], people: [] };

/**
 * Before the user has chosen. A tune goes out by itself, so that it is nobody's to see; what is written by
 * hand goes to the contacts, who are named beside it.
 */
export function presetAudience(kind: PersonalKind): Audience {
  return kind === 'tune' ? nobody : everybody;
}

/** Normalized, without what does not belong to the kind. Throws `FeatureError` 'invalid-argument'. */
export function checkedAudience<K extends ProfileAudience['kind']>({
  kind,
  groups,
  people,
}: Omit<Audience, 'kind'> & { readonly kind: K }): Omit<Audience, 'kind'> & { readonly kind: K } {
  const jids = people.map((text) => {
    const jid = bareJid(text);
    if (jid === undefined) throw new FeatureError('invalid-argument', 'people');
    return jid;
  });
  return {
    kind,
    groups: kind === 'groups' ? [...new Set(groups)].sort() : [],
    people: kind === 'people' ? [...new Set(jids)].sort() : [],
  };
}

/**
 * `byGroup`: the server knows the access model "roster". Else a group is the people in it now; whoever
 * left the roster is not among the chosen people any more.
 */
export function accessFor({ kind, groups, people }: ProfileAudience, roster: RosterView, byGroup: boolean): Access {
  const shape = { maxItems: 1, sendLast: 'on_sub_and_presence' } as const;
  const nobodyByName = { members: new Set<BareJid>(), grouped: new Set<BareJid>() };
  if (kind === 'everybody') return { ...nobodyByName, options: { ...shape, access: 'open' } };
  if (kind === 'contacts') return { ...nobodyByName, options: { ...shape, access: 'presence' } };
  if (kind === 'groups' && byGroup && groups.length > 0) {
    const options = { ...shape, access: 'roster', rosterGroups: groups } as const;
    return { ...nobodyByName, options, grouped: new Set(roster.inGroups(groups)) };
  }
  const chosen = kind === 'people' ? people.filter((jid): jid is BareJid => roster.has(jid as BareJid)) : [];
  const members = kind === 'groups' ? roster.inGroups(groups) : chosen;
  return { ...nobodyByName, options: { ...shape, access: 'whitelist' }, members: new Set(members) };
}

/** Two that are equal let the same people in. */
export function accessKey({ options, members, grouped }: Access): string {
  return JSON.stringify([options.access, options.rosterGroups ?? [], [...members].sort(), [...grouped].sort()]);
}

const MAX_WORDS = 1000;

/** To whom, for the ledger. */
export function audienceWords({ kind, groups, people }: ProfileAudience): string {
  if (kind === 'contacts') return TO_CONTACTS;
  if (kind === 'nobody' || kind === 'everybody') return kind;
  return `${kind}: ${(kind === 'groups' ? groups : people).join(', ')}`.slice(0, MAX_WORDS);
}
