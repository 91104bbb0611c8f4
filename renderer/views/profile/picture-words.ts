/** Pictures in words: their size, and why one was not taken. */
import type { CardPicture } from '../../../electron/contract/profile';
import { MAX_FILE, type PictureProblem } from '../../pictures/prepare';
import { t } from '../../text/catalogue';

const KILO = 1024;

/** "58 KB", "8.2 MB" */
export function sizeWords(bytes: number): string {
  if (bytes < KILO * KILO) return t('picture.kb', { size: Math.max(1, Math.round(bytes / KILO)) });
  return t('picture.mb', { size: Math.round((bytes / KILO / KILO) * 10) / 10 });
}

/** What is told of a picture in the card for whom the user chooses; undefined: nothing. */
export function chosenCardWords(found: CardPicture | undefined): string | undefined {
  if (found === undefined || found.state === 'none' || found.state === 'failed') return undefined;
  if (found.picture === undefined)
    return t(`picture.chosenCard.${found.state === 'elsewhere' ? 'elsewhere' : 'unreadable'}`);
  const { width, height, bytes } = found.picture;
  return t('picture.chosenCard.set', { width, height, size: sizeWords(bytes) });
}

export function problemWords(problem: PictureProblem | { readonly problem: 'not-one' }): string {
  switch (problem.problem) {
    case 'file-too-large':
      return t('picture.problem.file-too-large', { size: sizeWords(problem.bytes), most: sizeWords(MAX_FILE) });
    case 'too-many-pixels':
      return t('picture.problem.too-many-pixels', { width: problem.width, height: problem.height });
    default:
      return t(`picture.problem.${problem.problem}`);
  }
}
