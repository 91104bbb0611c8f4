/** Reads the privacy screens as a person does: by the names of tabs, rows, regions and groups. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Expected, Place, Tab } from './facts';

export const verdicts = ['right', 'wrong', 'missing', 'flattering'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judged {
  readonly expected: Expected;
  readonly verdict: Verdict;
  /** What stands on the screen. */
  readonly text: string;
}

/** A service that says nothing at all keeps a page reading for a while. */
const READING = { timeout: 150_000 };
/** So long a screen may take to say that it reads. */
const BEGINNING = { timeout: 2000 };

/** Opens each tab of which something is expected, has everything read anew, and judges what stands there. */
export async function judge(window: Page, all: readonly Expected[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const tab of ['Service', 'Policy', 'On the server'] as const) {
    const here = all.filter(({ place }) => place.tab === tab);
    if (here.length === 0) continue;
    const panel = await openTab(window, tab);
    for (const expected of here) judged.push(await judgeOne(find(panel, expected.place), expected));
  }
  return judged;
}

async function openTab(window: Page, tab: Tab): Promise<Locator> {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Privacy' }).click();
  await window.getByRole('tab', { name: tab, exact: true }).click();
  const panel = window.getByRole('tabpanel');
  const refresh = panel.getByRole('button', { name: 'Refresh', exact: true });
  const cancel = panel.getByRole('button', { name: 'Cancel', exact: true });
  const bar = panel.getByRole('progressbar');
  // While something is read there is a bar in the place of the button; what is read at once shows none.
  await refresh.or(cancel).first().waitFor(READING);
  if (await cancel.isVisible()) await cancel.click(BEGINNING).catch(() => undefined);
  await refresh.click(READING);
  await bar.waitFor(BEGINNING).catch(() => undefined);
  await expect(bar).toHaveCount(0, READING);
  await expect(panel.getByText('Looking…', { exact: true })).toHaveCount(0, READING);
  return panel;
}

function find(panel: Locator, { row, region, group }: Place): Locator {
  if (row !== undefined) return panel.getByRole('row', { name: row, exact: true });
  const section = region === undefined ? panel : panel.getByRole('region', { name: region, exact: true });
  return group === undefined ? section : section.getByRole('group', { name: group, exact: true });
}

async function judgeOne(place: Locator, expected: Expected): Promise<Judged> {
  if ((await place.count()) === 0)
    return { expected, verdict: expected.absent === true ? 'right' : 'missing', text: '' };
  const text = expected.place.viewed === true ? await view(place) : await place.first().innerText();
  if (expected.absent === true) return { expected, verdict: 'wrong', text };
  const says = expected.says === undefined || expected.says.test(text);
  const isSilent = expected.never?.test(text) !== true;
  const marked = expected.mark === undefined || text.includes(expected.mark);
  // What nobody can check looks known without its mark.
  if (expected.mark === 'not checkable' && !marked) return { expected, verdict: 'flattering', text };
  return { expected, verdict: says && isSilent && marked ? 'right' : 'wrong', text };
}

/** What the dialog says that the row's button opens. */
async function view(row: Locator): Promise<string> {
  await row.getByRole('button', { name: 'View', exact: true }).click();
  const dialog = row.page().getByRole('dialog');
  await expect(dialog.getByText('Reading…', { exact: true })).toHaveCount(0, READING);
  const text = await dialog.innerText();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  return text;
}
