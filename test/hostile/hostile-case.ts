/** The shape of one row of the table. */
import type { Scene } from './scene';

export interface HostileCase {
  /** Number in the list of cases; variants of one case share it. */
  readonly number: number;
  readonly title: string;
  /** Fault of plain @xmpp/client that this row shows: it must fail there. */
  readonly libraryFault?: `L${number}`;
  /** Plays the hostile side and throws if the client does not do what it must. */
  readonly play: (scene: Scene) => Promise<void>;
  /** What has to work afterwards; `play` has seen to it itself where this is 'checked'. Preset: 'fresh sign-in'. */
  readonly afterwards?: 'fresh sign-in' | 'checked';
}
