import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMessage, parseMessage } from '../../../../electron/xmpp/rfc6121-message/stanza';
import { withoutFallback } from '../../../../electron/xmpp/xep-0428-fallback/stanza';
import { bare } from '../../../support/addresses';
import { parseXml } from '../../../support/parse-xml';

const text = fc.string({ unit: fc.constantFrom('a', '\n', '>', ' ', 'é', '漢', '🎂', '👩‍👧', '\u0301'), maxLength: 30 });
const stretches = fc.array(fc.record({ start: fc.nat(40), end: fc.nat(4_294_967_295) }), { maxLength: 8 });

test('what is cut is exactly the stretches, and no character is broken', () => {
  fc.assert(
    fc.property(text, stretches, (whole, cut) => {
      const kept = [...whole].filter((_, place) => !cut.some(({ start, end }) => start <= place && place < end));
      expect(withoutFallback(whole, cut)).toBe(kept.join(''));
    }),
  );
});

test('an answer comes out of its quotation as it was written', () => {
  const from = bare('romeo@montague.lit');
  const to = bare('juliet@capulet.lit');
  fc.assert(
    fc.property(text, text, (quoted, body) => {
      fc.pre(body.trim() !== '');
      const sent = buildMessage({ to, type: 'chat', id: 'm1', body, replyTo: { id: 'm0', to: from, quoted } });
      const stanza = parseXml(sent.toString());
      const parsed = parseMessage({ outer: stanza, stanza, from, to, direction: 'in', carbon: false }, Date.now());
      expect(parsed).toMatchObject({ body, replyTo: { id: 'm0', to: from } });
    }),
  );
});

test('a body of a million characters with every stretch at hand takes no time worth speaking of', () => {
  const whole = '🎂'.repeat(500_000);
  const cut = Array.from({ length: 8 }, (_, nth) => ({ start: 499_990 - nth, end: 4_294_967_295 }));
  const began = performance.now();
  expect(withoutFallback(whole, cut)).toHaveLength(2 * 499_983);
  expect(performance.now() - began).toBeLessThan(1000);
});
