import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { enApp } from '../../../../../renderer/text/en-app';
import { enDataPolicy } from '../../../../../renderer/text/en-data-policy';
import { enFacts } from '../../../../../renderer/text/en-facts';
import { enInventory } from '../../../../../renderer/text/en-inventory';
import { enLeaving } from '../../../../../renderer/text/en-leaving';
import { enPolicy } from '../../../../../renderer/text/en-policy';
import { enPrivacy } from '../../../../../renderer/text/en-privacy';
import { hardWords, openText } from '../../../../support/plain-words';
import { privacyStates } from '../../../../screens/privacy-scenes';
import { prepareWindow } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const catalogues = { ...enPrivacy, ...enPolicy, ...enFacts, ...enDataPolicy, ...enInventory, ...enLeaving, ...enApp };
/** Shown under "Details" alone, and names of rows that stand in no sentence. */
const TECHNICAL = /\.tech\.|^inventory\.row\./u;

describe('plain words', () => {
  it('finds what nobody understands', () => {
    expect(hardWords('Signed in by SCRAM over TLS to a PEP node of urn:xmpp:mam:2.')).toEqual([
      'SCRAM',
      'TLS',
      'PEP',
      'urn:xmpp:mam:2.',
      'node',
    ]);
    expect(hardWords('The connection is encrypted (TLS 1.3). Your vCard is public.')).toEqual([]);
  });

  const texts = Object.entries(catalogues)
    .filter(([key]) => !TECHNICAL.test(key))
    .flatMap(([key, entry]) =>
      (typeof entry === 'string' ? [entry] : Object.values(entry)).map((text) => ({ key, text })),
    );

  it('are all that the catalogue has outside "Details"', () => {
    const found = texts
      .map(({ key, text }) => ({ key, words: hardWords(text) }))
      .filter(({ words }) => words.length > 0);
    expect(found).toEqual([]);
  });

  it('stand in short sentences, one idea each', () => {
    const MOST = 22;
    const long = texts.flatMap(({ key, text }) =>
      text
        .split(/(?<=[.?!:])\s+/u)
        .filter((sentence) => sentence.split(/\s+/u).length > MOST)
        .map((sentence) => `${key}: ${sentence}`),
    );
    expect(long).toEqual([]);
  });

  const tabs = ['Service', 'Policy', 'On the server', 'This app', 'Leaving'] as const;
  const states = Object.entries(privacyStates);
  it.each(states.flatMap(([name, state]) => tabs.map((tab) => ({ name, tab, ...state }))))(
    'are all that is to be read on "$tab" in the state that is photographed as "$name"',
    async ({ name, tab, world, prepare }) => {
      await openPrivacy(tab, world, {}, prepare);
      const panel = screen.getByRole('tabpanel');
      // Where nothing can be had there is little more than the reason.
      await expect.poll(() => openText(panel).length).toBeGreaterThan(name === 'privacy-failing' ? 150 : 600);
      expect(hardWords(openText(panel))).toEqual([]);
    },
  );

  it('begin each failure to find out alike', () => {
    for (const [key, entry] of Object.entries(enFacts))
      if (key.startsWith('unknown.what.')) expect(entry).toMatch(/^(?:what|which|who|how|whether|where) /u);
  });
});
