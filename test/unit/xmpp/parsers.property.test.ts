/** Whatever tree of elements a peer sends, no parser throws, and what it hands on is bounded JSON. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_BODY } from '../../../electron/xmpp/rfc6121-message/stanza';
import * as namespaces from '../../../electron/xmpp/ns';
import { xml, type Element } from '../../../electron/xmpp/xml';
import { codecs } from '../../stanzas/codecs';

// Names and values that reach the branches, between any text at all.
const names = fc.constantFrom(
  ...['message', 'presence', 'iq', 'query', 'item', 'group', 'body', 'subject', 'thread', 'show', 'status', 'priority'],
  ...['error', 'text', 'delay', 'idle', 'c', 'received', 'sent', 'forwarded', 'request', 'replace', 'displayed'],
  ...['markable', 'stanza-id', 'origin-id', 'store', 'active', 'composing', 'identity', 'feature', 'x', 'field'],
  ...['value', 'blocklist', 'block', 'unblock', 'name', 'version', 'set', 'first', 'last', 'count', 'fin'],
  ...['result', 'retract', 'retracted', 'reactions', 'reaction', 'reply', 'fallback', 'pubsub', 'items', 'event'],
  ...['inline', 'bind', 'bound', 'enabled', 'purge', 'delete', 'c:body', '__proto__', 'constructor', ':', 'a:'],
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    'juliet@capulet.lit',
    'romeo@montague.lit/x',
    '@',
    '/',
    'a@b@c',
    '9999-12-31T23:59:59Z',
    '-0001-01-01T00:00:00Z',
  ),
  fc.constantFrom('remove', 'subscribe', 'error', 'result', 'set', 'hidden', 'FORM_TYPE', 'sha-1', '-129', '1e999', ''),
);
const attributeNames = fc.constantFrom(
  ...['xmlns', 'from', 'to', 'id', 'by', 'type', 'jid', 'ver', 'hash', 'node', 'var', 'stamp', 'since', 'name'],
  ...['for', 'start', 'end', 'subscription', 'ask', 'approved', 'xml:lang', 'xmlns:c', '__proto__', 'hasOwnProperty'],
);
const ns = fc.constantFrom(...Object.values(namespaces));
const attributes = fc
  .array(fc.tuple(attributeNames, text), { maxLength: 4 })
  .chain((entries) =>
    fc.option(ns).map((xmlns) => [...entries, ...(xmlns === null ? [] : [['xmlns', xmlns] as const])]),
  );

const trees = fc.letrec<{ tree: Element }>((tie) => ({
  tree: fc
    .tuple(names, attributes, fc.array(fc.oneof({ depthSize: 'small' }, text, tie('tree')), { maxLength: 5 }))
    .map(([name, entries, children]) => {
      const element = xml(name, {}, ...children);
      for (const [key, value] of entries) {
        Object.defineProperty(element.attrs, key, { value, enumerable: true, configurable: true, writable: true });
      }
      return element;
    }),
})).tree;

function longestString(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(longestString));
}

test.each(Object.entries(codecs))('%s', (_room, codec) => {
  fc.assert(
    fc.property(trees, (tree) => {
      const parsed = codec.parse?.(tree);
      expect(JSON.parse(JSON.stringify(parsed ?? null))).toEqual(parsed ?? null);
      expect(longestString(parsed)).toBeLessThanOrEqual(MAX_BODY);
    }),
    { numRuns: 2000 },
  );
});
