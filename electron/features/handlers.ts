/** Main's table of commands, but for those of the desktop: arguments in, rooms called, typed errors out. */
import type { Snapshot } from '../contract/snapshot';
import type { BareJid } from '../xmpp/jid';
import type { LiveAccount } from './accounts/live-account';
import { requireAnyJid, requireJid } from './arguments';
import { asFeatureError } from './errors';
import type { InventoryDoor } from './inventory/handlers';
import type { ConversationExports } from './export/conversation-exports';
import type { LeavingDoor } from './leaving/handlers';
import { makeProfileHandlers } from './profile/handlers';
import { makePrivacyHandlers, type Serve } from './privacy/handlers';
import type { Privacy } from './privacy/privacy';
import type { Rooms } from './rooms';
import { searchMessages } from './search/search';
import type { FeatureHandlers } from './types';

interface InConversation {
  readonly account: string;
  readonly with: string;
}

export interface HandlerParts {
  readonly snapshot: (rooms: Rooms) => Snapshot;
  readonly privacy: (rooms: Rooms) => Promise<Privacy>;
  readonly inventory: InventoryDoor;
  readonly leaving: LeavingDoor;
  readonly exports: ConversationExports;
  readonly conversationDeleted: (account: BareJid, peer: BareJid) => void;
}

export function makeHandlers(
  ready: Promise<Rooms>,
  { snapshot, privacy, inventory, leaving, exports, conversationDeleted }: HandlerParts,
): FeatureHandlers {
  const serve: Serve = (run) => async (args) => {
    try {
      return await run(await ready, args);
    } catch (error) {
      throw asFeatureError(error);
    }
  };

  /** For commands about one person that have nothing to return. */
  function act<A extends InConversation>(
    run: (account: LiveAccount, peer: BareJid, args: A) => void | Promise<void>,
  ): (args: A) => Promise<null> {
    return async (args) => {
      try {
        const { accounts } = await ready;
        await run(accounts.get(args.account), requireJid(args.with, 'with'), args);
        return null;
      } catch (error) {
        throw asFeatureError(error);
      }
    };
  }

  return {
    'app.snapshot': serve((rooms) => snapshot(rooms)),
    'app.dismissNotice': serve(({ notices }, notice) => (notices.dismiss(notice), null)),

    'accounts.signIn': serve(async ({ accounts }, args) => (await accounts.signIn(args), null)),
    'accounts.cancelSignIn': serve(async ({ accounts }) => (await accounts.cancelSignIn(), null)),
    'accounts.signOut': serve(async ({ accounts }, { account }) => (await accounts.signOut(account), null)),
    'accounts.forgetPassword': serve(
      async ({ accounts }, { account }) => (await accounts.forgetPassword(account), null),
    ),
    'accounts.supplyPassword': serve(async ({ accounts }, args) => (await accounts.supplyPassword(args), null)),
    'accounts.setAvailability': serve(
      async ({ accounts }, { account, availability, statusText }) => (
        await accounts.setAvailability(account, availability, statusText),
        null
      ),
    ),
    'accounts.setPriority': serve(
      async ({ accounts }, { account, priority }) => (await accounts.setPriority(account, priority), null),
    ),
    'accounts.reconnect': serve(({ accounts }, { account }) => (accounts.reconnect(account), null)),
    'accounts.acceptWeakerMechanism': serve(
      ({ accounts }, { account }) => (accounts.acceptWeakerMechanism(account), null),
    ),
    'accounts.setHistoryPolicy': serve(
      ({ accounts }, { account, policy }) => (accounts.setHistoryPolicy(account, policy), null),
    ),

    'contacts.add': act(({ contacts }, peer, { name, groups }) => contacts.add(peer, name, groups)),
    'contacts.update': act(({ contacts }, peer, { name, groups }) => contacts.update(peer, name, groups)),
    'contacts.remove': act(({ contacts }, peer) => contacts.remove(peer)),
    'contacts.subscribe': act(({ contacts }, peer) => contacts.subscribe(peer)),
    'contacts.unsubscribe': act(({ contacts }, peer) => contacts.unsubscribe(peer)),
    'contacts.approve': act(({ contacts }, peer) => contacts.approve(peer)),
    'contacts.deny': act(({ contacts }, peer) => contacts.deny(peer)),
    'contacts.block': serve(
      async ({ accounts }, { account, with: whom }) => (
        await accounts.get(account).contacts.blockList.block(requireAnyJid(whom, 'with')),
        null
      ),
    ),
    'contacts.unblock': serve(
      async ({ accounts }, { account, with: whom }) => (
        await accounts.get(account).contacts.blockList.unblock(requireAnyJid(whom, 'with')),
        null
      ),
    ),

    'messages.latest': serve(({ accounts }, args) =>
      accounts.get(args.account).pages.latest(requireJid(args.with, 'with')),
    ),
    'messages.older': serve(({ accounts }, args) =>
      accounts.get(args.account).pages.older(requireJid(args.with, 'with'), args.before),
    ),
    'messages.around': serve(({ accounts }, args) =>
      accounts.get(args.account).pages.around(requireJid(args.with, 'with'), args.key),
    ),
    'messages.newer': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.newer(requireJid(args.with, 'with'), args.after),
    ),
    'messages.search': serve(({ accounts }, { account, with: peer, ...args }) =>
      searchMessages(accounts.get(account), {
        ...args,
        with: peer === undefined ? undefined : requireJid(peer, 'with'),
      }),
    ),
    'messages.deleteConversation': act(({ jid, messages }, peer) => {
      messages.deleteConversation(peer);
      conversationDeleted(jid, peer);
    }),
    'messages.cancelExport': act(({ jid }, peer) => exports.cancel(jid, peer)),
    'messages.send': serve(({ accounts }, args) => {
      const account = accounts.get(args.account);
      const message = account.messages.send(requireJid(args.with, 'with'), args.body, args.replyTo);
      account.nudge();
      return message;
    }),
    'messages.correct': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.correct(requireJid(args.with, 'with'), args.key, args.body),
    ),
    'messages.retry': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.retry(requireJid(args.with, 'with'), args.key),
    ),
    'messages.discard': act(({ messages }, peer, { key }) => messages.discard(peer, key)),
    'messages.restore': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.restore(requireJid(args.with, 'with'), args.key),
    ),
    'messages.retract': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.retract(requireJid(args.with, 'with'), args.key),
    ),
    'messages.react': serve(({ accounts }, args) =>
      accounts.get(args.account).messages.react(requireJid(args.with, 'with'), args.key, args.emojis),
    ),
    'messages.markRead': act(({ messages }, peer, { upTo }) => messages.markRead(peer, upTo)),
    'messages.setDraft': act(({ messages }, peer, { draft }) => messages.setDraft(peer, draft)),
    'messages.setChatState': act(({ messages }, peer, { state }) => messages.chatStates.tell(peer, state)),

    'personal.setAudience': serve(
      async ({ accounts }, { account, kind, audience }) => (
        await accounts.get(account).personal.setAudience(kind, audience),
        null
      ),
    ),
    'personal.setNote': serve(
      async ({ accounts }, { account, kind, text }) => (await accounts.get(account).personal.setNote(kind, text), null),
    ),
    'personal.watchPlayers': serve(({ tunes }, { on }) => tunes.watch(on)),

    ...makeProfileHandlers(ready),
    ...makePrivacyHandlers(serve, privacy),
    ...inventory.handlers(serve),
    ...leaving.handlers(serve),

    'settings.change': serve(({ settings }, patch) => settings.change(patch)),

    'console.watch': serve(({ accounts }, { account, on }) => accounts.get(account).console.watch(on)),
    'console.send': serve(
      async ({ accounts }, { account, xml }) => (await accounts.get(account).console.send(xml), null),
    ),
  };
}
