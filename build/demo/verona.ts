/** Who lives on the demo's server, and what they say. */
import type { SeedAccount, SeedRosterItem } from './prosody';

/** Everybody's password: the server is only reachable from this computer and ends with the demo. */
export const DEMO_PASSWORD = 'a rose by the balcony';
export const JULIET = 'juliet@localhost';

type Show = 'available' | 'away' | 'xa' | 'dnd';

/** One who is played by `play-people.ts`. */
export interface Person {
  readonly user: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly resource: string;
  readonly show: Show;
  readonly status: string;
}

export const people: readonly Person[] = [
  person('romeo', 'Romeo', ['Montagues'], 'garden', 'available', 'Under somebody’s window'),
  person('benvolio', 'Benvolio', ['Montagues'], 'desk', 'available', ''),
  person('mercutio', 'Mercutio', ['Friends'], 'phone', 'dnd', 'Telling a long story'),
  person('nurse', 'Nurse', ['Capulets', 'Friends'], 'kitchen', 'away', 'Out with Peter, back by nine'),
  person('peter', 'Peter', ['Capulets'], 'door', 'xa', 'On holiday until Monday'),
  person('laurence', 'Friar Laurence', ['Friends'], 'cell', 'available', 'Picking herbs'),
];

/** In Juliet's roster, but not there. */
const absent: readonly SeedRosterItem[] = [
  { jid: 'tybalt@localhost', name: 'Tybalt', groups: ['Capulets'] },
  { jid: 'rosaline@localhost', name: 'Rosaline', groups: ['Capulets'] },
];

/** Asks to be in Juliet's roster while the demo runs. */
export const STRANGER = 'paris';

export interface Tune {
  readonly artist: string;
  readonly title: string;
  readonly source: string;
}

/** What Romeo listens to, in turn. */
export const tunes: readonly Tune[] = [
  { artist: 'Claudio Monteverdi', title: 'Lamento della ninfa', source: 'Madrigals, book VIII' },
  { artist: 'John Dowland', title: 'Flow My Tears', source: 'The Second Book of Songs' },
  { artist: 'Barbara Strozzi', title: 'Che si può fare', source: 'Arie, opus 8' },
];

/** Romeo's answers, in turn. */
export const answers: readonly string[] = [
  'There you are! I was about to throw another pebble.',
  'The wall was not as high as it looked. The *thorns* were.',
  'Tomorrow at nine then? I will bring the ladder.',
  'Have you seen what this window says about the connection? It tells which parts it cannot check.',
  'Somebody is coming. Say something quickly.',
  'Good night. And again good night.',
];

export function veronaAccounts(now: Date): SeedAccount[] {
  const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const day = 24 * 60;
  const juliet: SeedAccount = {
    user: 'juliet',
    password: DEMO_PASSWORD,
    roster: [...people.map(({ user, name, groups }) => ({ jid: `${user}@localhost`, name, groups })), ...absent],
    offline: [
      {
        from: 'nurse@localhost/kitchen',
        at: minutesAgo(day + 190),
        body: 'Your mother asks whether you tried the dress.',
      },
      { from: 'nurse@localhost/kitchen', at: minutesAgo(day + 185), body: 'I said you did. So: do.' },
      {
        from: 'laurence@localhost/cell',
        at: minutesAgo(day + 40),
        body: 'The herbs are drying. Come by when you can.',
      },
      { from: 'romeo@localhost/garden', at: minutesAgo(75), body: 'Are you still awake?' },
      {
        from: 'romeo@localhost/garden',
        at: minutesAgo(74),
        body: 'There is light in your window, so I suppose you are.',
      },
      { from: 'romeo@localhost/garden', at: minutesAgo(30), body: 'I found the song: https://example.org/songs/lark' },
    ],
  };
  const withJuliet: readonly SeedRosterItem[] = [{ jid: JULIET, name: 'Juliet' }];
  const others = people.map(({ user }) => ({ user, password: DEMO_PASSWORD, roster: withJuliet }));
  const offline = ['tybalt', 'rosaline'].map((user) => ({ user, password: DEMO_PASSWORD, roster: withJuliet }));
  return [juliet, ...others, ...offline, { user: STRANGER, password: DEMO_PASSWORD }];
}

function person(
  user: string,
  name: string,
  groups: readonly string[],
  resource: string,
  show: Show,
  status: string,
): Person {
  return { user, name, groups, resource, show, status };
}
