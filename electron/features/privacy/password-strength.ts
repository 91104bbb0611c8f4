/** How hard a password is to guess, and new ones. Runs in main alone, so that no dictionary and no password stays in the page. */
import { randomInt } from 'node:crypto';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import type { PasswordStrength, PasswordWarning } from '../../contract/privacy';
import { domainOf, localOf, type BareJid } from '../../xmpp/jid';

/** What follows does not make it weaker, and would cost time (UTF-16 code units). */
const JUDGED = 128;
/** An address in it counts from so many letters on. */
const MIN_ADDRESS = 3;
const SHORT = 8;
/** 6 of 7776 words: 77 bits. */
const WORDS = 6;
/** 20 of 55 characters: 115 bits. */
const CHARACTERS = 20;
/** Without those that look alike. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const words = common.dictionary['diceware-common'];
const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
});

/** By the estimator's keys. */
const warnings: Readonly<Record<string, PasswordWarning>> = {
  straightRow: 'keyboard-row',
  keyPattern: 'keyboard-row',
  simpleRepeat: 'repeated',
  extendedRepeat: 'repeated',
  sequences: 'sequence',
  recentYears: 'date',
  dates: 'date',
  topTen: 'common-password',
  topHundred: 'common-password',
  common: 'common-password',
  similarToCommon: 'common-password',
  wordByItself: 'common-word',
  namesByThemselves: 'name',
  commonNames: 'name',
};

export function judgePassword(password: string, account: BareJid): PasswordStrength {
  const own = [localOf(account), domainOf(account), account];
  const { score, guessesLog10, crackTimes, feedback } = estimator.check(password.slice(0, JUDGED), own);
  const lower = password.toLowerCase();
  const parts = own.filter((part) => part.length >= MIN_ADDRESS && lower.includes(part.toLowerCase()));
  const known = feedback.warning === null ? undefined : warnings[feedback.warning];
  const found: PasswordWarning[] = [
    ...(parts.length > 0 ? (['contains-address'] as const) : []),
    ...(known === undefined ? [] : [known]),
    ...([...password].length < SHORT ? (['too-short'] as const) : []),
  ];
  return {
    // Whoever guesses an account's password begins with its address.
    score: parts.length > 0 && score > 1 && parts.join('').length * 2 >= password.length ? 1 : score,
    guessesLog10,
    secondsOffline: crackTimes.offlineSlowHashingXPerSecond.seconds,
    warnings: found,
  };
}

export function generatePassword(kind: 'words' | 'characters'): string {
  if (kind === 'words') return Array.from({ length: WORDS }, () => String(words[randomInt(words.length)])).join(' ');
  return Array.from({ length: CHARACTERS }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
