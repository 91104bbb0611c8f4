/** Mood and activity as the user writes them, and as the protocol has them. */
import { activityValues, type Activity } from '../../xmpp/xep-0108-user-activity/stanza';
import { moodValues, type Mood } from '../../xmpp/xep-0107-user-mood/stanza';

/** "happy", "happy: a new bike", or anything else in own words; an empty text is none. */
export function moodFrom(words: string): Mood | 'none' {
  const { name, rest } = split(words);
  if (words.trim() === '') return 'none';
  return moodValues.includes(name) ? { value: name, text: rest } : { value: 'undefined', text: words.trim() };
}

export function moodWords(mood: Mood | 'none' | undefined): string {
  return mood === undefined || mood === 'none' ? '' : join(mood.value, mood.text);
}

/** "coding", "working: on the garden", or anything else in own words; an empty text is none. */
export function activityFrom(words: string): Activity | 'none' {
  const { name, rest } = split(words);
  if (words.trim() === '') return 'none';
  if (activityValues.has(name)) return { general: name, text: rest };
  const general = [...activityValues].find(([, specific]) => specific.includes(name))?.[0];
  return general === undefined ? { general: 'undefined', text: words.trim() } : { general, specific: name, text: rest };
}

export function activityWords(activity: Activity | 'none' | undefined): string {
  return activity === undefined || activity === 'none'
    ? ''
    : join(activity.specific ?? activity.general, activity.text);
}

/** The name of a value before a colon, and what follows it. */
function split(words: string): { readonly name: string; readonly rest: string } {
  const colon = words.indexOf(':');
  const [head, rest] = colon < 0 ? [words, ''] : [words.slice(0, colon), words.slice(colon + 1)];
  return { name: head.trim().toLowerCase().replace(/\s+/gu, '_'), rest: rest.trim() };
}

function join(value: string, text: string): string {
  const name = value === 'undefined' ? '' : value.replaceAll('_', ' ');
  return [name, text].filter((part) => part !== '').join(': ');
}
