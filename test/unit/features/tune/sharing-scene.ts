/** What tests of sharing what plays begin with: the app, its players, and a server with personal nodes. */
import type { Audience, TuneSettings } from '../../../../electron/contract/personal';
import { NS_TUNE } from '../../../../electron/xmpp/ns';
import { FakePep } from '../../../support/fake-pep';
import { somePlayer } from '../../../support/fake-players';
import { JULIET, World, type Kept } from '../helpers';

/** What takes a tune away (XEP-0118 §2.2). */
export const EMPTY = `<tune xmlns="${NS_TUNE}"/>`;
/** The payload that a piece of `plays` becomes. */
export const tune = (title: string): string =>
  `<tune xmlns="${NS_TUNE}"><artist>Nina Simone</artist><title>${title}</title></tune>`;

export interface Scene {
  readonly world: World;
  readonly pep: () => FakePep;
  /** What was published as tune since the last call. */
  take(): readonly string[];
}

interface SceneOptions {
  /** What an earlier run left. */
  readonly kept?: Kept;
  /** The server as the earlier run left it. */
  readonly former?: FakePep;
  /** Sets how the server behaves. */
  readonly prepare?: (pep: FakePep) => void;
}

/** Started, and signed in where an earlier run was. */
export async function scene({ kept = {}, former, prepare }: SceneOptions = {}): Promise<Scene> {
  let pep: FakePep | undefined;
  const world = new World({
    ...kept,
    prepare: (session) => {
      const made = new FakePep(session);
      // The server outlives the program.
      for (const [name, node] of (pep ?? former)?.nodes ?? []) made.nodes.set(name, node);
      pep = made;
      prepare?.(made);
    },
  });
  await world.features.start();
  await world.quiet();
  const current = (): FakePep => {
    if (pep === undefined) throw new Error('no session was made');
    return pep;
  };
  let taken = 0;
  return {
    world,
    pep: current,
    take: () => {
      const all = current().published.filter(({ node }) => node === NS_TUNE);
      const fresh = all.slice(taken).map(({ payload }) => payload);
      taken = all.length;
      return fresh;
    },
  };
}

export async function audience(world: World, chosen: Partial<Audience>): Promise<void> {
  await world.handlers['personal.setAudience']({
    account: JULIET,
    kind: 'tune',
    audience: { kind: 'contacts', groups: [], people: [], ...chosen } as Parameters<
      World['handlers']['personal.setAudience']
    >[0]['audience'],
  });
}

export async function change(world: World, tuneSettings: Partial<TuneSettings>): Promise<void> {
  const { tune: before } = world.features.settings;
  await world.handlers['settings.change']({ tune: { ...before, ...tuneSettings } });
}

/** Signed in, shared with all contacts, nothing plays yet. */
export async function sharing(made?: Scene): Promise<Scene> {
  const found = made ?? (await scene());
  if (found.world.sessions.length === 0) await found.world.signIn();
  await audience(found.world, {});
  await change(found.world, { previewed: true });
  await found.world.switches({ tune: true });
  return found;
}

export const plays = ({ world }: Scene, title: string): void => world.players.are(somePlayer('playing', title));

/** A piece plays for as long as it takes to be published. */
export async function goesOut(made: Scene, title: string): Promise<void> {
  plays(made, title);
  await made.world.clock.advance(5000);
}

/** The next run on the same files and the same server. */
export async function startedAgain({ world, pep }: Scene): Promise<Scene> {
  return scene({ kept: world.kept, former: pep() });
}
