import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import {
  orderByPriority,
  parseHostAndPort,
  resolveEndpoints,
  type SrvRecord,
  type SrvResolver,
} from '../../../../electron/xmpp/stream/resolve';

const automatic = { host: '', port: 0, encryption: 'automatic' } as const;

function resolverOf(zone: Readonly<Record<string, readonly SrvRecord[]>>): SrvResolver & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolveSrv(name) {
      asked.push(name);
      const records = zone[name];
      return records === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve([...records]);
    },
    cancel: () => undefined,
  };
}

const record = (name: string, port: number, priority = 0, weight = 0): SrvRecord => ({ name, port, priority, weight });

async function resolved(
  zone: Readonly<Record<string, readonly SrvRecord[]>>,
  settings: Parameters<typeof resolveEndpoints>[0]['settings'] = automatic,
  domain = 'capulet.example',
): Promise<string[]> {
  const endpoints = await resolveEndpoints({
    domain,
    settings,
    resolver: resolverOf(zone),
    clock: systemClock,
    random: () => 0,
  });
  return endpoints.map(({ host, port, encryption, foundBy }) => `${encryption} ${host}:${String(port)} ${foundBy}`);
}

describe('where a service listens', () => {
  it('mixes both kinds by priority, and has the classic ports behind them', async () => {
    const endpoints = await resolved({
      '_xmpps-client._tcp.capulet.example': [record('tls.example', 443, 20)],
      '_xmpp-client._tcp.capulet.example': [record('a.example', 5222, 10), record('b.example', 5222, 30)],
    });
    expect(endpoints).toEqual([
      'starttls a.example:5222 srv',
      'direct-tls tls.example:443 srv',
      'starttls b.example:5222 srv',
      'direct-tls capulet.example:5223 fallback',
      'starttls capulet.example:5222 fallback',
    ]);
  });

  it('has the classic ports where there are no records', async () => {
    expect(await resolved({})).toEqual([
      'direct-tls capulet.example:5223 fallback',
      'starttls capulet.example:5222 fallback',
    ]);
  });

  it('believes a service that says it is not offered', async () => {
    expect(await resolved({ '_xmpps-client._tcp.capulet.example': [record('.', 0)] })).toEqual([
      'starttls capulet.example:5222 fallback',
    ]);
    const neither = {
      '_xmpps-client._tcp.capulet.example': [record('', 0)],
      '_xmpp-client._tcp.capulet.example': [record('.', 5222)],
    };
    expect(await resolved(neither)).toEqual([]);
  });

  it('names no place twice', async () => {
    const records = [record('capulet.example', 5222), record('capulet.example', 5222, 5)];
    expect(await resolved({ '_xmpp-client._tcp.capulet.example': records })).toEqual([
      'starttls capulet.example:5222 srv',
      'direct-tls capulet.example:5223 fallback',
    ]);
  });

  it('asks for nothing where the settings name a place', async () => {
    const resolver = resolverOf({});
    const settings = { host: '[::1]', port: 0, encryption: 'automatic' } as const;
    const options = { domain: 'capulet.example', settings, resolver, clock: systemClock, random: () => 0 };
    const endpoints = await resolveEndpoints(options);
    expect(endpoints.map(({ host, port }) => `${host} ${String(port)}`)).toEqual(['::1 5223', '::1 5222']);
    expect(resolver.asked).toEqual([]);
  });

  it('asks only for the kind that is wanted', async () => {
    const resolver = resolverOf({});
    const settings = { host: '', port: 0, encryption: 'direct-tls' } as const;
    await resolveEndpoints({ domain: 'bücher.example', settings, resolver, clock: systemClock, random: () => 0 });
    expect(resolver.asked).toEqual(['_xmpps-client._tcp.xn--bcher-kva.example']);
  });

  it('asks nothing about an address', async () => {
    expect(
      await resolved({ '_xmpp-client._tcp.127.0.0.1': [record('evil.example', 1)] }, automatic, '127.0.0.1'),
    ).toEqual(['direct-tls 127.0.0.1:5223 fallback', 'starttls 127.0.0.1:5222 fallback']);
  });

  it('does not wait for a name server that is silent', async () => {
    let fire: () => void = () => undefined;
    let cancelled = false;
    const resolver: SrvResolver = {
      resolveSrv: () => new Promise(() => undefined),
      cancel: () => {
        cancelled = true;
      },
    };
    const clock = {
      now: () => 0,
      after: (_milliseconds: number, run: () => void) => {
        fire = run;
        return () => undefined;
      },
    };
    const endpoints = resolveEndpoints({ domain: 'a.example', settings: automatic, resolver, clock, random: () => 0 });
    fire();
    expect((await endpoints).map(({ foundBy }) => foundBy)).toEqual(['fallback', 'fallback']);
    expect(cancelled).toBe(true);
  });

  it('keeps priorities in order and loses nothing, whatever is drawn', () => {
    const records = fc.array(
      fc.record({ name: fc.domain(), port: fc.nat(65_535), priority: fc.nat(3), weight: fc.nat(100) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        records,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (all, numbers) => {
          const ordered = orderByPriority(
            all.map((one) => ({ record: one })),
            () => numbers.next().value as number,
          ).map((target) => target.record);
          expect([...ordered].sort(byText)).toEqual([...all].sort(byText));
          expect(ordered.map((one) => one.priority)).toEqual(ordered.map((one) => one.priority).sort((a, b) => a - b));
        },
      ),
    );
  });

  it('draws equals by weight', () => {
    const targets = [60, 20, 10, 0].map((weight) => ({ record: record(`w${String(weight)}`, 1, 0, weight) }));
    let state = 1;
    // A small linear congruential generator keeps the test the same each time.
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const firsts = new Map<string, number>();
    for (let round = 0; round < 9_000; round += 1) {
      const name = orderByPriority(targets, random)[0]?.record.name ?? '';
      firsts.set(name, (firsts.get(name) ?? 0) + 1);
    }
    expect((firsts.get('w60') ?? 0) / 9_000).toBeCloseTo(60 / 91, 1);
    expect((firsts.get('w20') ?? 0) / 9_000).toBeCloseTo(20 / 91, 1);
    expect((firsts.get('w10') ?? 0) / 9_000).toBeCloseTo(10 / 91, 1);
    expect(firsts.get('w0') ?? 0).toBeLessThan(300);
  });

  it.each([
    ['host.example', { host: 'host.example', port: undefined }],
    ['host.example:5269', { host: 'host.example', port: 5269 }],
    ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
    [' [2001:db8::1] ', { host: '2001:db8::1', port: undefined }],
  ])('reads %s', (text, place) => {
    expect(parseHostAndPort(text)).toEqual(place);
  });

  it.each(['', ':1', 'a:0', 'a:65536', 'http://a', 'a/b', 'u@a', 'a b'])('does not read "%s" as a place', (text) => {
    expect(parseHostAndPort(text)).toBeUndefined();
  });
});

function byText(a: SrvRecord, b: SrvRecord): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}
