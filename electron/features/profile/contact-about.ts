/** What somebody can see of the account, as far as its own service says. */
import type { ContactAbout, ProfileAudience, Sight } from '../../contract/profile';
import type { PersonalKind } from '../../contract/personal';
import type { BareJid } from '../../xmpp/jid';
import { NS_BLOCKING, NS_REPORTING } from '../../xmpp/ns';
import type { LiveAccount } from '../accounts/live-account';
import type { OwnProfile } from '../../contract/profile';

const NO: Sight = { sees: 'no', mark: 'service-says' };
const YES: Sight = { sees: 'yes', mark: 'service-says' };
const NOTHING: Sight = { sees: 'nothing-there', mark: 'measured' };
const UNKNOWN: Sight = { sees: 'unknown', mark: 'not-checkable' };

/** `own`: as it was fetched just now; `serverFeatures`: what the account's server says it can do. */
export function aboutContact(
  live: LiveAccount,
  jid: BareJid,
  own: OwnProfile,
  serverFeatures: ReadonlySet<string>,
): ContactAbout {
  const { contacts, personal } = live;
  const blocked = contacts.blockList.list.includes(jid);
  const seesPresence = !blocked && contacts.maySeeUs(jid);
  const inAudience = (audience: ProfileAudience): boolean => {
    if (blocked) return false;
    if (audience.kind === 'everybody') return true;
    if (audience.kind === 'contacts') return seesPresence;
    if (audience.kind === 'groups') return contacts.inGroups(audience.groups).includes(jid);
    return audience.kind === 'people' && audience.people.includes(jid);
  };
  /** By what the service says of a node: "open" and "presence" for themselves, a list by who was put on it. */
  const inNode = (access: string | undefined, chosen: ProfileAudience): Sight => {
    if (access === undefined) return UNKNOWN;
    if (access === 'open') return blocked ? NO : YES;
    if (access === 'presence') return seesPresence ? YES : NO;
    return inAudience(chosen) ? YES : NO;
  };
  const note = (kind: PersonalKind, there: boolean): Sight => {
    if (!there) return NOTHING;
    return inAudience(personal.state.audiences[kind]) ? YES : NO;
  };
  const { notes, shared } = personal.state;
  const photo: Sight = blocked ? NO : { sees: 'yes', mark: 'not-checkable' };
  const picture =
    own.picture.avatar.state === 'set'
      ? inNode(own.picture.audience.access, own.picture.audience.chosen)
      : own.picture.photo.state === 'set'
        ? photo
        : NOTHING;
  return {
    sees: {
      presence: seesPresence ? YES : NO,
      tune: note('tune', shared !== undefined),
      mood: note('mood', notes.mood !== ''),
      activity: note('activity', notes.activity !== ''),
      nickname: note('nickname', notes.nickname !== ''),
      picture: picture.sees === 'no' && own.picture.photo.state === 'set' && !own.picture.converts ? photo : picture,
      // That anybody may fetch it is how such cards are; no service says so.
      publicCard: own.public.answer.outcome === 'card' ? photo : NOTHING,
      chosenCard:
        own.chosen.answer.outcome === 'card' ? inNode(own.chosenAudience.access, own.chosenAudience.chosen) : NOTHING,
    },
    canReport: serverFeatures.has(NS_REPORTING),
    canBlock: serverFeatures.has(NS_BLOCKING),
  };
}
