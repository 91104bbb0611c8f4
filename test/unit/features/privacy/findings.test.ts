import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../electron/contract/facts';
import type { CheckName, PolicyPack, ProbeName, ProbeReport, UnknownFact } from '../../../../electron/contract/privacy';
import { findingsOf, probesOf } from '../../../../electron/features/privacy/findings';

const clause = (id: string, checks: readonly CheckName[], notCheckable?: string) => ({
  ...{ id, says: 'It says so.', means: 'It means so.', probes: [], checks, controls: [] },
  ...(notCheckable !== undefined && { notCheckable }),
});
const pack = (...clauses: PolicyPack['sections'][number]['clauses']): PolicyPack => ({
  format: 1,
  id: 'verona',
  services: ['verona.lit'],
  title: 'Verona',
  readOn: '2026-11-22',
  effectiveOn: null,
  contacts: ['privacy@verona.lit'],
  sections: [{ number: '1', title: 'All', clauses }],
});
const fact = <K extends Fact['key']>(key: K, data: Fact<K>['data'], mark: Fact['mark'] = 'measured'): Fact =>
  ({ key, data, mark, seenAt: 1 }) as unknown as Fact;
const report = (probe: ProbeName, facts: readonly Fact[], unknown: readonly UnknownFact[] = []): ProbeReport => ({
  ...{ probe, at: 1, asked: [], facts, unknown },
});

describe('findings', () => {
  it.each<[string, CheckName, ProbeReport, string]>([
    [
      'a registration that asks for more',
      'registration-asks-no-more',
      report('registration', [fact('registration-fields', { registered: true, extra: ['email'], required: [] })]),
      'differs',
    ],
    [
      'a registration that has no more on file',
      'registration-asks-no-more',
      report('registration', [fact('registration-fields', { registered: true, extra: [], required: [] })]),
      'not-checkable',
    ],
    [
      'a registration that asks for no more',
      'registration-asks-no-more',
      report('registration', [fact('registration-fields', { registered: false, extra: [], required: [] })]),
      'agrees',
    ],
    [
      'a card that another account got',
      'vcard-is-public',
      report('vcard', [
        fact('vcard', { fields: ['FN'], photo: false }),
        fact('vcard-for-others', { asker: 'nurse@verona.lit', shown: true }),
      ]),
      'agrees',
    ],
    [
      'a card that another account did not get',
      'vcard-is-public',
      report('vcard', [
        fact('vcard', { fields: ['FN'], photo: false }),
        fact('vcard-for-others', { asker: 'nurse@verona.lit', shown: false }),
      ]),
      'differs',
    ],
    [
      'an empty card',
      'vcard-is-public',
      report('vcard', [
        fact('vcard', { fields: [], photo: false }),
        fact('vcard-others-unknown', { why: 'no-card' }, 'not-checkable'),
      ]),
      'not-checkable',
    ],
    [
      'a node that is open to everybody',
      'nodes-for-contacts',
      report('personal-nodes', [
        fact('personal-nodes', {
          nodes: [
            { node: 'a', access: 'presence', items: 1 },
            { node: 'b', access: 'open', items: 1 },
          ],
        }),
      ]),
      'differs',
    ],
    [
      'a node whose audience the service calls by a word of its own',
      'nodes-for-contacts',
      report('personal-nodes', [fact('personal-nodes', { nodes: [{ node: 'a', access: 'unknown', items: 1 }] })]),
      'not-checkable',
    ],
    [
      'no node at all',
      'nodes-for-contacts',
      report('personal-nodes', [fact('personal-nodes', { nodes: [] })]),
      'not-checkable',
    ],
    [
      'an archive with messages in it',
      'messages-not-kept',
      report('archive', [
        fact('archive-preference', { default: 'never', always: 0, never: 0 }),
        fact('archive-contents', { count: 37, oldest: 1 }),
      ]),
      'differs',
    ],
    [
      'an archive that is empty and keeps',
      'messages-not-kept',
      report('archive', [
        fact('archive-preference', { default: 'roster', always: 0, never: 0 }),
        fact('archive-contents', { count: 0, oldest: null }),
      ]),
      'differs',
    ],
    [
      'an archive that keeps for some people alone',
      'messages-not-kept',
      report('archive', [
        fact('archive-preference', { default: 'never', always: 2, never: 0 }),
        fact('archive-contents', { count: 0, oldest: null }),
      ]),
      'differs',
    ],
    [
      'an archive that is empty and keeps nothing',
      'messages-not-kept',
      report('archive', [
        fact('archive-preference', { default: 'never', always: 0, never: 3 }),
        fact('archive-contents', { count: 0, oldest: null }),
      ]),
      'not-checkable',
    ],
    [
      'no archive',
      'messages-not-kept',
      report('archive', [fact('archive-not-offered', {}, 'service-says')]),
      'not-checkable',
    ],
    [
      'messages in the archive, whose preference nobody tells',
      'messages-not-kept',
      report(
        'archive',
        [fact('archive-contents', { count: 1, oldest: 1 })],
        [{ what: 'archive-preference', why: 'timeout' }],
      ),
      'differs',
    ],
    [
      'an empty archive whose preference nobody tells',
      'messages-not-kept',
      report(
        'archive',
        [fact('archive-contents', { count: 0, oldest: null })],
        [{ what: 'archive-preference', why: 'timeout' }],
      ),
      'could-not-find-out',
    ],
    [
      'addresses of which one is the policy’s',
      'contact-addresses-match',
      report('service-info', [
        fact('contact-addresses', {
          addresses: [
            { kind: 'abuse', address: 'mailto:abuse@verona.lit' },
            { kind: 'admin', address: 'mailto:Privacy@verona.lit?subject=x' },
          ],
        }),
      ]),
      'agrees',
    ],
    [
      'addresses that are all others',
      'contact-addresses-match',
      report('service-info', [
        fact('contact-addresses', { addresses: [{ kind: 'abuse', address: 'mailto:abuse@verona.lit' }] }),
      ]),
      'differs',
    ],
    [
      'no addresses',
      'contact-addresses-match',
      report('service-info', [fact('no-contact-addresses', {}, 'service-says')]),
      'not-checkable',
    ],
  ])('of %s', (_what, check, seen, verdict) => {
    expect(findingsOf(pack(clause('1.a', [check])), [seen])).toMatchObject([{ clause: '1.a', check, verdict }]);
  });

  it('say why where nothing could be found out, and never that all is well', () => {
    const checks = [
      ['registration-asks-no-more', 'registration', 'registration-fields'],
      ['vcard-is-public', 'vcard', 'vcard'],
      ['nodes-for-contacts', 'personal-nodes', 'personal-nodes'],
      ['messages-not-kept', 'archive', 'archive-contents'],
      ['messages-wait', 'offline-messages', 'offline-messages'],
      ['connection-encrypted', 'connection', 'connection'],
      ['contact-addresses-match', 'service-info', 'no-contact-addresses'],
    ] as const;
    for (const [check, probe, what] of checks) {
      const unknown = { what, why: 'timeout' } as const;
      expect(findingsOf(pack(clause('1.a', [check])), [report(probe, [], [unknown])])).toEqual([
        { clause: '1.a', check, verdict: 'could-not-find-out', facts: [], unknown },
      ]);
    }
  });

  it('begin with what differs, and name what nobody can check', () => {
    const findings = findingsOf(
      pack(
        clause('1.backups', [], 'Nobody can see it.'),
        clause('1.plain', []),
        clause('1.account', ['registration-asks-no-more']),
      ),
      [report('registration', [fact('registration-fields', { registered: false, extra: ['email'], required: [] })])],
    );
    expect(findings.map(({ clause: id, verdict }) => [id, verdict])).toEqual([
      ['1.account', 'differs'],
      ['1.backups', 'not-checkable'],
    ]);
  });

  it('need the probes of all clauses', () => {
    const both = pack(
      { ...clause('1.a', ['vcard-is-public']), probes: ['uptime'] },
      clause('1.b', ['vcard-is-public']),
    );
    expect(probesOf(both)).toEqual(['uptime', 'vcard']);
  });
});
