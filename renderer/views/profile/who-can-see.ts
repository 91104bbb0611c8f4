/**
 * Who can see a part of the profile, as facts with their marks. What somebody else really got comes first; what
 * nobody looked at is not checkable, and never said to be hidden.
 */
import type { CardFieldName, NodeAudience, StrangerView, WhichCard } from '../../../electron/contract/profile';
import { type CardPolicy, isOneCard, type ProfileState } from '../../state/profile.svelte';
import { t } from '../../text/catalogue';
import type { Mark } from '../../text/marks';
import { fieldNames } from './card-words';

export interface SightFact {
  readonly mark: Mark;
  readonly text: string;
}

const KNOWN_ACCESS = ['open', 'presence', 'roster', 'whitelist', 'authorize'] as const;

/** Of some fields of a card. */
export function whoSeesCard(
  state: ProfileState,
  which: WhichCard,
  fields: readonly CardFieldName[],
  service: string,
): readonly SightFact[] {
  const { profile, stranger } = state;
  const seen = stranger?.outcome === 'seen' ? [seenFact(stranger, which, fields)] : [];
  if (which === 'public') {
    const meant: SightFact = { mark: 'not-checkable', text: t('profile.who.public', { service }) };
    const policy = state.policy === undefined ? [] : [policyFact(state.policy, service)];
    return [...(seen.length > 0 ? seen : [meant]), ...policy];
  }
  if (profile === undefined) return seen;
  const oneCard: SightFact = { mark: oneCardMark(state), text: t('profile.who.oneCard', { service }) };
  return [...seen, ...(isOneCard(profile) ? [oneCard] : []), accessFact(profile.chosenAudience, service)];
}

export function whoSeesPicture(state: ProfileState, service: string): readonly SightFact[] {
  const { profile } = state;
  if (profile === undefined) return [];
  const { avatar, photo, inChosenCard, audience, converts } = profile.picture;
  const facts: SightFact[] = [];
  if ([avatar, photo, inChosenCard].every(({ state }) => state === 'none'))
    facts.push({ mark: 'measured', text: t('profile.who.nothingThere') });
  if (photo.state === 'set') facts.push({ mark: 'measured', text: t('picture.who.photo') });
  if (inChosenCard.state !== 'none' && inChosenCard.state !== 'failed')
    facts.push({ mark: 'measured', text: t('picture.who.chosenCard') });
  if (converts) facts.push({ mark: 'service-says', text: t('picture.who.converts', { service }) });
  return [...facts, accessFact(audience, service)];
}

/** Whom a service lets see a personal node, as it says itself. */
function accessFact({ access }: NodeAudience, service: string): SightFact {
  if (access === undefined) return { mark: 'not-checkable', text: t('profile.who.notSaid', { service }) };
  const known = KNOWN_ACCESS.find((one) => one === access);
  const text =
    known === undefined
      ? t('profile.who.access.other', { service, access })
      : t(`profile.who.access.${known}`, { service });
  return { mark: 'service-says', text };
}

function policyFact({ says, section }: CardPolicy, service: string): SightFact {
  return { mark: 'policy-says', text: t('profile.who.policy', { says, section, service }) };
}

function oneCardMark({ profile }: ProfileState): Mark {
  return profile?.oneCard.by === 'measured' ? 'measured' : 'service-says';
}

function seenFact(
  view: StrangerView & { readonly outcome: 'seen' },
  which: WhichCard,
  fields: readonly CardFieldName[],
): SightFact {
  const got = view.fields[which].filter((name) => fields.includes(name));
  const who = whoLooked(view);
  const text =
    got.length === 0
      ? t('profile.who.seenNone', { who })
      : t('profile.who.seen', { who, count: got.length, names: fieldNames(got) });
  return { mark: 'measured', text };
}

/** Who it was that looked. */
export function whoLooked({ as, by, isContact }: StrangerView & { readonly outcome: 'seen' }): string {
  if (by === 'anonymous') return t('profile.who.anonymous');
  return t(isContact ? 'profile.who.contact' : 'profile.who.you', { jid: as });
}
