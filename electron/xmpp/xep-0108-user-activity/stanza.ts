/**
 * User Activity — XEP-0108, version 1.3.
 * https://xmpp.org/extensions/xep-0108.html
 *
 * Left out: finer activities of other namespaces.
 */
import { NS_ACTIVITY } from '../ns';
import { boundLabel, cleanText } from '../text';
import { childText, xml, type Element } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

/** §3: what one can do in general, and in particular. */
const table: Readonly<Record<string, string>> = {
  doing_chores:
    'buying_groceries cleaning cooking doing_maintenance doing_the_dishes doing_the_laundry gardening ' +
    'running_an_errand walking_the_dog',
  drinking: 'having_a_beer having_coffee having_tea',
  eating: 'having_a_snack having_breakfast having_dinner having_lunch',
  exercising: 'cycling dancing hiking jogging playing_sports running skiing swimming working_out',
  grooming: 'at_the_spa brushing_teeth getting_a_haircut shaving taking_a_bath taking_a_shower',
  having_appointment: '',
  inactive: 'day_off hanging_out hiding on_vacation praying scheduled_holiday sleeping thinking',
  relaxing:
    'fishing gaming going_out partying reading rehearsing shopping smoking socializing sunbathing watching_tv ' +
    'watching_a_movie',
  talking: 'in_real_life on_the_phone on_video_phone',
  traveling: 'commuting cycling driving in_a_car on_a_bus on_a_plane on_a_train on_a_trip walking',
  undefined: 'other',
  working: 'coding in_a_meeting studying writing',
};

/** Each general activity with its particular ones; a particular one may stand under several. */
export const activityValues: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(table).map(([general, specific]) => [general, specific.split(' ').filter((name) => name !== '')]),
);

const MAX_TEXT = 256;
const ITEM_ID = 'current';

/** What somebody does. */
export interface Activity {
  /** A key of `activityValues`. */
  readonly general: string;
  /** One of those that stand under it. */
  readonly specific?: string;
  /** The person's own words; empty if none. */
  readonly text: string;
}

/** 'none' where the person no longer says; undefined where the item is no activity. */
export function parseActivity({ payload }: PubsubItem): Activity | 'none' | undefined {
  if (!payload.is('activity', NS_ACTIVITY)) return undefined;
  const element = named(payload).find((one) => activityValues.has(one.getName()));
  const text = boundLabel(childText(payload, 'text', NS_ACTIVITY) ?? '', MAX_TEXT);
  if (element === undefined && text === '') return 'none';
  const general = element?.getName() ?? 'undefined';
  const known = activityValues.get(general) ?? [];
  const specific = (element === undefined ? [] : named(element))
    .map((one) => one.getName())
    .find((name) => known.includes(name));
  return { general, ...(specific !== undefined && { specific }), text };
}

export function buildActivity(activity: Activity | 'none'): PubsubItem {
  return {
    id: ITEM_ID,
    payload: xml('activity', { xmlns: NS_ACTIVITY }, ...(activity === 'none' ? [] : parts(activity))),
  };
}

function parts({ general, specific, text }: Activity): readonly Element[] {
  const element = specific === undefined ? xml(general) : xml(general, {}, xml(specific));
  return text === '' ? [element] : [element, xml('text', {}, cleanText(text))];
}

function named(parent: Element): readonly Element[] {
  return parent.getChildElements().filter((element) => element.getNS() === NS_ACTIVITY);
}
