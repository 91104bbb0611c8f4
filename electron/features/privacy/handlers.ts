/** The privacy screens' part of main's table. The room itself is loaded when one of its commands first comes. */
import type { Rooms } from '../rooms';
import type { FeatureDependencies, FeatureHandlers } from '../types';
import type { Privacy } from './privacy';

export type PrivacyHandlers = Pick<
  FeatureHandlers,
  Extract<keyof FeatureHandlers, `privacy.${string}` | `password.${string}`>
>;

/** Waits until the store is open, then runs; errors of the layers below become errors with a code. */
export type Serve = <A, R>(run: (rooms: Rooms, args: A) => R | Promise<R>) => (args: A) => Promise<R>;

/** The same room for every call; several at once load it once. */
export function privacyRoom(dependencies: FeatureDependencies): (rooms: Rooms) => Promise<Privacy> {
  let room: Promise<Privacy> | undefined;
  return (rooms) => (room ??= import('./privacy').then(({ Privacy }) => new Privacy(rooms, dependencies)));
}

export function makePrivacyHandlers(serve: Serve, roomOf: (rooms: Rooms) => Promise<Privacy>): PrivacyHandlers {
  function ask<A, R>(run: (privacy: Privacy, args: A) => R | Promise<R>): (args: A) => Promise<R> {
    return serve(async (rooms, args: A) => run(await roomOf(rooms), args));
  }
  return {
    'privacy.look': ask((privacy, args) => privacy.look(args)),
    'privacy.stopLooking': ask((privacy, { account }) => (privacy.stopLooking(account), null)),
    'privacy.providerFile': ask((privacy, { account }) => privacy.providerFile(account)),
    'privacy.policy': ask((privacy, args) => privacy.policy(args)),
    'privacy.markPolicyRead': ask(async (privacy, args) => (await privacy.markPolicyRead(args), null)),
    'privacy.removePack': ask((privacy, { pack }) => (privacy.removePack(pack), null)),
    'privacy.findings': ask((privacy, args) => privacy.findings(args)),
    'privacy.thisApp': ask((privacy, { account }) => privacy.thisApp(account)),
    'privacy.ledger': ask((privacy, args) => privacy.ledger(args)),
    'privacy.sendNothing': ask((privacy, { on }) => privacy.sendNothing(on)),
    'privacy.path': ask((privacy, args) => privacy.path(args)),
    'privacy.beforeSending': ask((privacy, args) => privacy.beforeSending(args)),
    'privacy.notices': ask((privacy, { account }) => privacy.notices(account)),
    'privacy.markNoticesRead': ask((privacy, args) => (privacy.markNoticesRead(args), null)),
    'password.judge': ask((privacy, args) => privacy.judgePassword(args)),
    'password.generate': ask((privacy, { kind }) => privacy.generatePassword(kind)),
    'password.change': ask((privacy, args) => privacy.changePassword(args)),
    'password.state': ask((privacy, { account }) => privacy.passwordState(account)),
    'password.settle': ask((privacy, { account }) => privacy.settlePassword(account)),
  };
}
