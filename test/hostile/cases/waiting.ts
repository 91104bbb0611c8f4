/** What only time shows: a client that stops trying, or that never notices. Played at a pace, see `PACE`. */
import type { HostileCase } from '../hostile-case';
import { rejectAfter } from '../scene';

/** So many times as fast as the real clock, so that a minute of the client's waits passes in seconds. */
export const PACE = 20;
/** Longer than any wait below; what the client has not done by then, it never does. */
const LIMIT = 60_000 / PACE;

const TAKEN_FOR_ALIVE = 'the client still takes the connection for alive';

export interface WaitingCase extends Pick<HostileCase, 'title' | 'play'> {
  readonly libraryFault: NonNullable<HostileCase['libraryFault']>;
  /** What is missed of the plain library. */
  readonly missed: string;
}

export const waitingCases: readonly WaitingCase[] = [
  {
    title: 'a server that takes a connection and says nothing is tried again',
    libraryFault: 'L9',
    missed: 'connection 2 never came',
    async play(scene) {
      const server = await scene.server();
      const before = server.script;
      server.script = (stream, nth) => (nth === 1 ? stream.ended : before(stream, nth));
      const stream = await scene.online(server);
      await scene.expectHears(stream);
      stream.destroy();
      await server.stream(1, LIMIT);
      await scene.expectOnlineAgain(await server.stream(2, LIMIT));
    },
  },
  {
    title: 'a connection that is dead without saying so is noticed',
    libraryFault: 'L10',
    missed: TAKEN_FOR_ALIVE,
    async play(scene) {
      const server = await scene.server();
      const before = server.script;
      server.script = (stream, nth) => (nth === 0 ? stream.signIn() : before(stream, nth));
      // Open, and deaf from here on.
      const stream = await scene.online(server);
      await Promise.race([stream.ended, rejectAfter(LIMIT, TAKEN_FOR_ALIVE)]);
      await scene.expectOnlineAgain(await server.stream(1, LIMIT));
    },
  },
];
