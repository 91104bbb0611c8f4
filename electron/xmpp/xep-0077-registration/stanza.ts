/**
 * In-Band Registration — XEP-0077, version 2.4: what is registered, and changing the password (§3.3).
 * https://xmpp.org/extensions/xep-0077.html
 *
 * Left out: making and removing accounts.
 */
import { NS_DATA_FORM, NS_REGISTER } from '../ns';
import { boundLine } from '../text';
import { attr, child, children, xml, type Element } from '../xml';

const MAX_FIELDS = 100;

export interface Registration {
  /** The asker is registered already; the fields are then what is on file. */
  readonly registered: boolean;
  /** Names of fields (§14.1, or those of a form), "username" and "password" among them. */
  readonly fields: readonly string[];
  /** Those of a form that must be filled in; every field outside of a form must. */
  readonly required: readonly string[];
  /** What is on file, without the password. */
  readonly values: ReadonlyMap<string, string>;
}

/** `to`: a service; undefined: the own server. */
export function buildRegistrationGet(to?: string): Element {
  return xml('iq', { type: 'get', ...(to !== undefined && { to }) }, xml('query', { xmlns: NS_REGISTER }));
}

/** Undefined where the result tells nothing of registration: neither that there is one nor a field. */
export function parseRegistration(iq: Element): Registration | undefined {
  const query = child(iq, 'query', NS_REGISTER);
  if (query === undefined) return undefined;
  const plain = query
    .getChildElements()
    .filter((element) => element.getNS() === NS_REGISTER)
    .filter((element) => !['instructions', 'registered', 'remove'].includes(element.getName()))
    .slice(0, MAX_FIELDS);
  const form = child(query, 'x', NS_DATA_FORM);
  const inForm = (form === undefined ? [] : children(form, 'field', NS_DATA_FORM))
    .filter((field) => !['hidden', 'fixed'].includes(attr(field, 'type') ?? ''))
    .slice(0, MAX_FIELDS)
    .map((field) => ({
      name: boundLine(attr(field, 'var') ?? '', 200),
      required: child(field, 'required', NS_DATA_FORM) !== undefined,
      value: boundLine(children(field, 'value', NS_DATA_FORM)[0]?.text() ?? ''),
    }))
    .filter(({ name }) => name !== '');
  const outside = plain.map((field) => ({
    name: boundLine(field.getName(), 200),
    required: true,
    value: boundLine(field.text()),
  }));
  // Who reads forms fills in the form (§4).
  const fields = inForm.length > 0 ? inForm : outside;
  const registered = child(query, 'registered', NS_REGISTER) !== undefined;
  if (!registered && fields.length === 0) return undefined;
  return {
    registered,
    fields: [...new Set(fields.map(({ name }) => name))],
    required: [...new Set(fields.filter(({ required }) => required).map(({ name }) => name))],
    values: new Map(fields.filter(({ name }) => name !== 'password').map(({ name, value }) => [name, value])),
  };
}

/** Sent to the own server, over an encrypted stream alone (§3.3). */
export function buildPasswordChange(server: string, username: string, password: string): Element {
  return xml(
    'iq',
    { type: 'set', to: server },
    xml('query', { xmlns: NS_REGISTER }, xml('username', {}, username), xml('password', {}, password)),
  );
}
