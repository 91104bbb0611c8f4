/** Commands about cards and pictures. What is behind them is loaded when the first one comes. */
import type { CommandName } from '../../contract/commands';
import { fullJid, type BareJid, type FullJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { requireJid } from '../arguments';
import { asFeatureError, FeatureError } from '../errors';
import type { Rooms } from '../rooms';
import type { FeatureHandlers } from '../types';
import { CardDrafts } from './drafts';
import type { ProfileRoom } from './profile-room';

export type ProfileHandlers = Pick<FeatureHandlers, Extract<CommandName, `profile.${string}`>>;

export function makeProfileHandlers(ready: Promise<Rooms>): ProfileHandlers {
  function serve<A extends { readonly account: string }, R>(
    run: (profile: ProfileRoom, args: A) => R | Promise<R>,
  ): (args: A) => Promise<R> {
    return ofAccount(async (live, args) => {
      const { profileOf } = await import('./profile-room');
      return run(profileOf(live), args);
    });
  }

  function ofAccount<A extends { readonly account: string }, R>(
    run: (live: LiveAccount, args: A, rooms: Rooms) => R | Promise<R>,
  ): (args: A) => Promise<R> {
    return async (args) => {
      try {
        const rooms = await ready;
        return await run(rooms.accounts.get(args.account), args, rooms);
      } catch (error) {
        throw asFeatureError(error);
      }
    };
  }

  const drafts = new CardDrafts();
  return {
    'profile.read': serve((profile) => profile.read()),
    'profile.previewSave': serve((profile, args) => profile.previewSave(args)),
    'profile.saveCard': serve((profile, args) => profile.saveCard(args)),
    'profile.keepDraft': ofAccount((live, { which, draft }) => {
      drafts.keep(live, which, draft);
      return null;
    }),
    'profile.drafts': ofAccount((live) => drafts.of(live)),
    'profile.deleteCard': serve((profile, args) => profile.deleteCard(args)),
    'profile.setAudience': serve((profile, args) => profile.setAudience(args)),
    'profile.setPicture': serve((profile, args) => profile.setPicture(args)),
    'profile.removePicture': serve((profile) => profile.removePicture()),
    'profile.strangerView': ofAccount(async (live, args, rooms) => {
      const { strangerView } = await import('./stranger');
      return strangerView(live, args, rooms);
    }),
    'profile.contactAbout': serve((profile, { with: peer }) => profile.contactAbout(requireJid(peer, 'with'))),
    'profile.contactCards': serve((profile, { with: peer }) => profile.contactCards(requireJid(peer, 'with'))),
    'profile.clientSoftware': serve((profile, { with: peer, resource }) =>
      profile.clientSoftware(requireFull(requireJid(peer, 'with'), resource)),
    ),
    'profile.report': serve(async (profile, args) => {
      await profile.report(requireJid(args.with, 'with'), args);
      return null;
    }),
    'profile.contactPictures': ofAccount(async ({ pictures }) => (await pictures.pictures).list()),
    'profile.pictures': ofAccount(async ({ pictures }, { hashes }) => (await pictures.pictures).pictures(hashes)),
    'profile.rejectPicture': ofAccount(async ({ pictures }, { hash }) => {
      (await pictures.pictures).reject(hash);
      return null;
    }),
  };
}

function requireFull(peer: BareJid, resource: string): FullJid {
  const jid = fullJid(`${peer}/${resource}`);
  if (jid === undefined) throw new FeatureError('invalid-argument', 'resource');
  return jid;
}
