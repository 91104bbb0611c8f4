/**
 * Spell checking. Chromium fetches dictionaries from the internet as soon as checking is on and a
 * language is set (not on macOS, where the system checks). So both stay off until the user has turned
 * checking on and chosen languages.
 */
import type { Session } from 'electron';
import type { Settings } from '../contract/settings';

type SpellSession = Pick<
  Session,
  'setSpellCheckerEnabled' | 'setSpellCheckerLanguages' | 'availableSpellCheckerLanguages'
>;

export const downloadsDictionaries = (platform: NodeJS.Platform): boolean => platform !== 'darwin';

export function applySpelling(
  session: SpellSession,
  settings: Pick<Settings, 'spellChecking' | 'spellCheckingLanguages'>,
  platform: NodeJS.Platform,
): void {
  const available = new Set(session.availableSpellCheckerLanguages);
  const languages = settings.spellCheckingLanguages.filter((language) => available.has(language));
  const on = settings.spellChecking && (platform === 'darwin' || languages.length > 0);
  if (!on) session.setSpellCheckerEnabled(false);
  // macOS chooses the language by itself; setting one there is an error.
  if (platform !== 'darwin') session.setSpellCheckerLanguages(on ? languages : []);
  if (on) session.setSpellCheckerEnabled(true);
}
