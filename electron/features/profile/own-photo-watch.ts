/**
 * Hears that another client of the account may have changed its picture: contacts are then told of the one that its
 * public card holds (XEP-0153 §4.3). What asks for it is loaded when it is first needed.
 */
import { bareJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { reasonOf } from '../errors';
import { Gathered } from '../gathered';

/** One change is heard of by both ways, and is one question (milliseconds). */
const REST = 1000;

export function watchOwnPhoto(live: LiveAccount): void {
  const { clock, log, modules } = live.services;
  const heard = new Gathered<LiveAccount>(clock, REST, () => {
    follow(live).catch((error: unknown) => log.debug('profile', `the picture: ${reasonOf(error)}`));
  });
  modules.presence.onPresence(({ from, photo }) => {
    if (photo === undefined || from === live.session.jid || bareJid(from) !== live.jid) return;
    if (photo !== live.presence.photo) heard.add(live);
  });
  modules.avatar.onEvent((owner, forms) => {
    // Who says nothing of the card's picture has nothing to put right.
    if (owner !== live.jid || live.presence.photo === undefined) return;
    if ((forms?.[0]?.hash ?? 'none') !== live.presence.photo) heard.add(live);
  });
}

async function follow(live: LiveAccount): Promise<void> {
  const { profileOf } = await import('./profile-room');
  await profileOf(live).followPhoto();
}
