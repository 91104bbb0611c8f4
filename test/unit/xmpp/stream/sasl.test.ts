import { describe, expect, it } from 'vitest';
import { chooseMechanism, meetsPin } from '../../../../electron/xmpp/stream/sasl';
import { classicProfile, extensibleProfile } from '../../../../electron/xmpp/stream/sasl-profile';
import { parseXml } from '../../../support/parse-xml';

const open = { allowPlain: false, pinnedMechanism: undefined };

describe('choice of the mechanism', () => {
  it('takes the strongest both have', () => {
    const all = ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
    expect(chooseMechanism(all, open, false)).toEqual({ kind: 'scram', hash: 'SHA-512', plus: false });
    expect(chooseMechanism(all.slice(0, 3), open, false)).toEqual({ kind: 'scram', hash: 'SHA-256', plus: false });
    expect(chooseMechanism(all.slice(0, 2), open, false)).toEqual({ kind: 'scram', hash: 'SHA-1', plus: false });
  });

  it('binds the channel where it can', () => {
    const offered = ['SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS'];
    expect(chooseMechanism(offered, open, true)).toEqual({ kind: 'scram', hash: 'SHA-1', plus: true });
    expect(chooseMechanism(offered, open, false)).toEqual({ kind: 'scram', hash: 'SHA-1', plus: false });
  });

  it('sends the password itself only with consent, and never beside something better', () => {
    expect(() => chooseMechanism(['PLAIN'], open, false)).toThrow('plain-needs-consent');
    expect(chooseMechanism(['PLAIN'], { ...open, allowPlain: true }, false)).toEqual({ kind: 'plain' });
    expect(chooseMechanism(['PLAIN', 'SCRAM-SHA-1'], { ...open, allowPlain: true }, false).kind).toBe('scram');
  });

  it('refuses what is weaker than before, also with consent to PLAIN', () => {
    const pinned = { allowPlain: true, pinnedMechanism: 'SCRAM-SHA-256' };
    expect(() => chooseMechanism(['PLAIN', 'SCRAM-SHA-1'], pinned, false)).toThrow(
      'mechanism-downgraded: PLAIN,SCRAM-SHA-1 < SCRAM-SHA-256',
    );
    expect(chooseMechanism(['SCRAM-SHA-512'], pinned, false).kind).toBe('scram');
    expect(chooseMechanism(['SCRAM-SHA-256-PLUS'], pinned, true).kind).toBe('scram');
  });

  it('says what was offered where nothing is common', () => {
    expect(() => chooseMechanism(['EXTERNAL', 'DIGEST-MD5'], open, false)).toThrow(
      'no-common-mechanism: EXTERNAL,DIGEST-MD5',
    );
    expect(() => chooseMechanism([], open, false)).toThrow('no-common-mechanism');
    expect(() => chooseMechanism(['SCRAM-SHA-1-PLUS'], open, false)).toThrow('no-common-mechanism');
  });

  it('counts a family the same with and without binding', () => {
    expect(meetsPin('SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS')).toBe(true);
    expect(meetsPin('SCRAM-SHA-1', 'SCRAM-SHA-256-PLUS')).toBe(false);
    expect(meetsPin('PLAIN', undefined)).toBe(true);
    expect(meetsPin('PLAIN', 'SOMETHING-ELSE')).toBe(true);
    expect(meetsPin('X-OURS', undefined)).toBe(false);
  });

  it('reads only names, and only so many', () => {
    const entries = [
      'PLAIN',
      'plain',
      'A'.repeat(21),
      '<b/>',
      ' SCRAM-SHA-1 ',
      ...Array.from({ length: 100 }, (_, n) => `X-${String(n)}`),
    ];
    const list = entries.map((entry) => `<mechanism>${entry}</mechanism>`).join('');
    const features = parseXml(
      `<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${list}</mechanisms>` +
        `<authentication xmlns='urn:xmpp:sasl:2'>${list}<inline/></authentication></stream:features>`,
    );
    for (const profile of [classicProfile, extensibleProfile]) {
      const names = profile.offered(features);
      expect(names.slice(0, 3)).toEqual(['PLAIN', 'SCRAM-SHA-1', 'X-0']);
      expect(names).toHaveLength(32);
      expect(profile.offered(parseXml('<stream:features/>'))).toEqual([]);
    }
  });
});
