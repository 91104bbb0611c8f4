/** Fields of XEP-0504 in plain sentences. What the standard does not have stays under "Details". */
import type { DataPolicyEntry } from '../../../../electron/contract/facts';
import { displayName } from '../../../message-text/display';
import { t } from '../../../text/catalogue';
import { textOf } from '../../../text/texts';
import { formatList } from '../../../text/list';
import { formatSpan } from '../../../text/time';

const HOUR = 60 * 60;
const MAX_VALUE = 300;

export function dataPolicyWords({ field, values }: DataPolicyEntry): string {
  const value = displayName(values[0] ?? '', MAX_VALUE);
  switch (field) {
    case 'data_retention':
    case 'backup_retention':
    case 'backup_frequency':
      return duration(field, value);
    case 'access_policy':
      return t('dataPolicy.access_policy', {
        value: formatList(values.map((who) => sentence(`dataPolicy.access.${who}`) ?? displayName(who, 80))),
      });
    case 'encryption_algorithm':
    case 'tos':
    case 'extra_info':
      return t(`dataPolicy.${field}`, { value: displayName(values.join(' '), MAX_VALUE) });
    default:
      // A boolean may be written both ways (XEP-0004 §3.3).
      return sentence(`dataPolicy.${field}.${asBoolean(value)}`) ?? t('dataPolicy.other');
  }
}

function duration(field: 'data_retention' | 'backup_retention' | 'backup_frequency', value: string): string {
  const special = value === '0' ? 'none' : value;
  const found = sentence(`dataPolicy.${field}.${special}`);
  if (found !== undefined) return found;
  return /^\d{1,7}$/u.test(value)
    ? t(`dataPolicy.${field}`, { time: formatSpan(Number(value) * HOUR) })
    : t('dataPolicy.other');
}

function asBoolean(value: string): string {
  return value === '1' ? 'true' : value === '0' ? 'false' : value;
}

/** A text without placeholders, if there is one of that name. */
function sentence(key: string): string | undefined {
  const found = textOf(key);
  return typeof found === 'string' ? t(key as 'dataPolicy.other') : undefined;
}
