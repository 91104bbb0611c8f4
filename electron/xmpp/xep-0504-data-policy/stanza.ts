/**
 * Data Policy — XEP-0504, version 0.1.0.
 * https://xmpp.org/extensions/xep-0504.html
 *
 * Left out: forms that are scoped to one identity (gateways), and the place of the data (XEP-0080).
 */
import { boundLabel } from '../text';
import type { DiscoInfo } from '../xep-0030-disco/stanza';
import { formOf } from '../xep-0128-disco-extensions/stanza';

export const FORM_DATA_POLICY = 'urn:xmpp:data-policy:0';

const choices: Readonly<Record<string, readonly string[]>> = {
  auth_data: ['no_auth', 'plain', 'hidden', 'restricted'],
  data_transmission: ['plain', 'encrypted', 'e2e', 'gre'],
  access_policy: ['admins', 'moderators', 'organization_member', 'government', 'advertisers', 'partners', 'none'],
};
const flags = ['data_deletion', 'encryption_at_rest', 'data_export', 'full_erasure'];
const hours = ['data_retention', 'backup_frequency', 'backup_retention'];
const texts = ['encryption_algorithm', 'tos', 'extra_info'];

export interface DataPolicyField {
  readonly field: string;
  /** One of the standard's words, "true" or "false", hours, "infinite", "unknown", or plain text. */
  readonly values: readonly string[];
}

/**
 * Fields that the standard knows and whose values make sense, in the order of the form; undefined where the
 * service has no such form. Nothing is filled in: a field that is not there says nothing.
 */
export function readDataPolicy(info: DiscoInfo): readonly DataPolicyField[] | undefined {
  const form = formOf(info, FORM_DATA_POLICY);
  return form?.fields
    .map(({ name, values }) => ({ field: name, values: understandAll(name, values) }))
    .filter(({ values }) => values.length > 0);
}

/** None where one of them makes no sense. */
function understandAll(field: string, values: readonly string[]): readonly string[] {
  const understood = values.map((value) => valueOf(field, value)).filter((value) => value !== undefined);
  return understood.length === values.length ? understood : [];
}

function valueOf(field: string, raw: string): string | undefined {
  const value = boundLabel(raw, 2000);
  if (Object.hasOwn(choices, field)) return choices[field]?.find((one) => one === value);
  if (flags.includes(field)) return { true: 'true', '1': 'true', false: 'false', '0': 'false' }[value];
  if (hours.includes(field)) return /^(?:\d{1,9}|infinite|unknown)$/u.test(value) ? value : undefined;
  return texts.includes(field) && value !== '' ? value : undefined;
}
