/** Failures in words: what happened, whose fault it is, what to do. */
import type { Failure, FailureCode } from '../../electron/contract/errors';
import { type TextKey, t } from './catalogue';
import { formatDate } from './time';

export interface FailureWords {
  readonly what: string;
  readonly whose: string;
  readonly todo: string;
}

type Part = 'what' | 'whose' | 'todo';
type FailureKey = `failure.${FailureCode}.${Part}`;

/** What a code's words say where main gave no detail. */
const NO_DETAIL = '–';
/** The system's words for a file that cannot be written (POSIX error names). */
type FileFault = 'fileFault.full' | 'fileFault.refused' | 'fileFault.readOnly' | 'fileFault.gone';
const fileFaults = new Map<string, FileFault>([
  ['ENOSPC', 'fileFault.full'],
  ['EDQUOT', 'fileFault.full'],
  ['EACCES', 'fileFault.refused'],
  ['EPERM', 'fileFault.refused'],
  ['EROFS', 'fileFault.readOnly'],
  ['ENOENT', 'fileFault.gone'],
]);
const DATES: ReadonlySet<FailureCode> = new Set(['certificate-expired', 'certificate-not-yet-valid']);

/** `service` is the domain of the account or of the address that was tried. */
export function failureWords(failure: Failure, service: string): FailureWords {
  const detail = detailWords(failure);
  const part = (name: Part): string => {
    // A failure code without its three texts in the catalogue makes this line fail to compile.
    const key: TextKey & FailureKey = `failure.${failure.code}.${name}`;
    // Values that a text does not use are ignored; which text uses which is known to the catalogue alone.
    return (t as (key: TextKey, values: Record<string, string>) => string)(key, { service, detail });
  };
  return { what: part('what'), whose: part('whose'), todo: part('todo') };
}

function detailWords(failure: Failure): string {
  if (failure.detail === undefined || failure.detail === '') return NO_DETAIL;
  const fault = failure.code === 'export-failed' ? fileFaults.get(failure.detail) : undefined;
  if (fault !== undefined) return t(fault);
  if (!DATES.has(failure.code)) return failure.detail;
  const at = Date.parse(failure.detail);
  return Number.isNaN(at) ? failure.detail : formatDate(at);
}
