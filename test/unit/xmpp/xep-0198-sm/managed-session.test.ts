import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBetween, ImpossibleCount, ManagedSession } from '../../../../electron/xmpp/xep-0198-sm/managed-session';
import { COUNT_LIMIT, parseEnabled, parseHandled } from '../../../../electron/xmpp/xep-0198-sm/stanza';
import { attr, xml, type Element } from '../../../../electron/xmpp/xml';
import { parseXml } from '../../../support/parse-xml';

const idOf = (stanza: Element): string | undefined => attr(stanza, 'id');

describe('the counters', () => {
  it('agree with a plain list, whatever is sent, received and acknowledged in whatever order', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'send' as const }),
      fc.constant({ kind: 'receive' as const }),
      fc.constant({ kind: 'store' as const }),
      fc.constant({ kind: 'resume' as const }),
      fc.record({ kind: fc.constant('acknowledge' as const), more: fc.integer({ min: -2, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const session = new ManagedSession();
        session.enable({ id: 's', maxSeconds: undefined, location: undefined });
        const open: string[] = [];
        let sent = 0;
        let received = 0;
        let stored = 0;
        let acknowledged = 0;
        for (const one of steps) {
          if (one.kind === 'send') {
            sent += 1;
            open.push(String(sent));
            session.sending(xml('message', { id: String(sent) }));
          } else if (one.kind === 'receive') {
            received += 1;
            session.receiving();
          } else if (one.kind === 'store') {
            stored = received;
            session.handledUpTo(session.received);
          } else if (one.kind === 'resume') {
            // What was not acknowledged comes again.
            received = stored;
            session.resumed();
          } else {
            const h = acknowledged + one.more;
            const possible = one.more >= 0 && h <= sent;
            const told = (h + COUNT_LIMIT) % COUNT_LIMIT;
            if (!possible) expect(() => session.acknowledge(told)).toThrow(ImpossibleCount);
            else {
              acknowledged = h;
              expect(session.acknowledge(told).map(idOf)).toEqual(open.splice(0, one.more));
            }
          }
          expect(session.unacknowledged.map(idOf)).toEqual(open);
          expect(session.received).toBe(received);
          expect(session.handled).toBe(stored);
        }
      }),
    );
  });

  it('go on from nought after 2³² - 1', () => {
    expect(countBetween(COUNT_LIMIT - 2, 1)).toBe(3);
    expect(countBetween(COUNT_LIMIT - 1, 0)).toBe(1);
    expect(countBetween(5, 4)).toBe(COUNT_LIMIT - 1);
    fc.assert(
      fc.property(fc.nat(COUNT_LIMIT - 1), fc.nat(1_000_000), (start, more) => {
        expect(countBetween(start, (start + more) % COUNT_LIMIT)).toBe(more);
      }),
    );
  });
});

describe('what the server says', () => {
  it('is read where it makes sense', () => {
    const enabled = (attributes: string) => parseEnabled(parseXml(`<enabled xmlns='urn:xmpp:sm:3' ${attributes}/>`));
    expect(enabled("id='a' resume='true' max='120' location='[::1]:5222'")).toEqual({
      id: 'a',
      maxSeconds: 120,
      location: '[::1]:5222',
    });
    expect(enabled("id='a' resume='1'").id).toBe('a');
    expect(enabled("id='a'").id).toBeUndefined();
    expect(enabled("resume='true'").id).toBeUndefined();
    expect(enabled(`resume='true' id='${'x'.repeat(5000)}'`).id).toBeUndefined();
    expect(enabled("id='a' resume='true' max='-1'").maxSeconds).toBeUndefined();
  });

  it.each([
    ['4294967295', COUNT_LIMIT - 1],
    ['0', 0],
    ['4294967296', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['99999999999', undefined],
  ])('counts "%s" as %s', (text, count) => {
    expect(parseHandled(parseXml(`<a xmlns='urn:xmpp:sm:3' h='${text}'/>`))).toBe(count);
  });
});
