/** The privacy screens' part of main's table. The room itself is loaded when one of its commands first comes. */
import { FeatureError } from '../errors';
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
  const notYet = (): never => {
    throw new FeatureError('not-offered');
  };

  return {
    'privacy.look': ask((privacy, args) => privacy.look(args)),
    'privacy.stopLooking': ask((privacy, { account }) => (privacy.stopLooking(account), null)),
    'privacy.providerFile': notYet,
    'privacy.policy': notYet,
    'privacy.markPolicyRead': notYet,
    'privacy.removePack': notYet,
    'privacy.findings': notYet,
    'privacy.thisApp': ask((privacy, { account }) => privacy.thisApp(account)),
    'privacy.ledger': ask((privacy, args) => privacy.ledger(args)),
    'privacy.sendNothing': ask((privacy, { on }) => privacy.sendNothing(on)),
    'privacy.path': notYet,
    'privacy.beforeSending': notYet,
    'privacy.notices': notYet,
    'privacy.markNoticesRead': notYet,
    'password.judge': notYet,
    'password.generate': notYet,
    'password.change': notYet,
    'password.state': notYet,
    'password.settle': notYet,
  };
}
