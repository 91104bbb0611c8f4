import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { ScramClient } from '../../../../electron/xmpp/stream/scram';

describe('SCRAM', () => {
  it('computes the exchange of RFC 5802 §5', async () => {
    const scram = new ScramClient({
      hash: 'SHA-1',
      username: 'user',
      password: 'pencil',
      binding: 'not-possible',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    });
    expect(scram.first()).toBe('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL');
    const final = await scram.final('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096');
    expect(final).toBe('c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=');
    expect(() => scram.verify('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=')).not.toThrow();
  });

  it('computes the exchange of RFC 7677 §3', async () => {
    const scram = new ScramClient({
      hash: 'SHA-256',
      username: 'user',
      password: 'pencil',
      binding: 'not-possible',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
    });
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const final = await scram.final(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    expect(final).toBe(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`);
    expect(() => scram.verify('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).not.toThrow();
  });

  it('computes with SHA-512', async () => {
    // Vector of draft-melnikov-scram-sha-512 §5.
    const scram = new ScramClient({
      hash: 'SHA-512',
      username: 'user',
      password: 'pencil',
      binding: 'not-possible',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
    });
    const final = await scram.final(
      'r=rOprNGfwEbeRWgbNEkqO02431b08-2f89-4bad-a4e6-80c0564ec865,s=Yin2FuHTt/M0kJWb0t9OI32n2VmOGi3m+JfjOvuDF88=,i=4096',
    );
    expect(final).toMatch(/^c=biws,r=rOprNGfwEbeRWgbNEkqO02431b08-2f89-4bad-a4e6-80c0564ec865,p=[A-Za-z0-9+/]{86}==$/u);
  });

  it.each(['=2C', 'a,b', 'a=b'])('escapes the name %s', (username) => {
    const scram = new ScramClient({ hash: 'SHA-1', username, password: 'x', binding: 'not-possible', nonce: 'n' });
    expect(scram.first()).toBe(`n,,n=${username.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=n`);
  });

  it('says what it knows of channel binding', () => {
    const common = { hash: 'SHA-256', username: 'u', password: 'p', nonce: 'n' } as const;
    expect(new ScramClient({ ...common, binding: 'not-offered' }).first()).toBe('y,,n=u,r=n');
    const binding = { type: 'tls-exporter', data: Buffer.from('secret') } as const;
    expect(new ScramClient({ ...common, binding }).first()).toBe('p=tls-exporter,,n=u,r=n');
  });

  it('puts the binding into the proof', async () => {
    const data = Buffer.from([1, 2, 3]);
    const binding = { type: 'tls-exporter', data } as const;
    const scram = new ScramClient({ hash: 'SHA-256', username: 'u', password: 'p', binding, nonce: 'n' });
    const final = await scram.final('r=nmore,s=c2FsdA==,i=4096');
    const bound = Buffer.from(/^c=([^,]*)/u.exec(final)?.[1] ?? '', 'base64');
    expect(bound).toEqual(Buffer.concat([Buffer.from('p=tls-exporter,,'), data]));
  });

  it.each([
    ['nonce of somebody else', 'r=other,s=c2FsdA==,i=4096'],
    ['nonce without a part of the server', 'r=n,s=c2FsdA==,i=4096'],
    ['few iterations', 'r=nmore,s=c2FsdA==,i=4095'],
    ['many iterations', 'r=nmore,s=c2FsdA==,i=1000001'],
    ['iterations that are no number', 'r=nmore,s=c2FsdA==,i=4096e3'],
    ['negative iterations', 'r=nmore,s=c2FsdA==,i=-4096'],
    ['no salt', 'r=nmore,s=,i=4096'],
    ['mandatory extension', 'm=x,r=nmore,s=c2FsdA==,i=4096'],
    ['nothing', ''],
  ])('refuses a challenge with %s', async (_what, challenge) => {
    const scram = new ScramClient({ hash: 'SHA-1', username: 'u', password: 'p', binding: 'not-possible', nonce: 'n' });
    await expect(scram.final(challenge)).rejects.toMatchObject({ code: 'server-not-authentic' });
  });

  it.each(['', 'v=', 'v=AAAA', 'e=other-error', 'v=rmF9pqV8S7suAoZWja4dJRkFsKA='])(
    'refuses "%s" as proof',
    async (last) => {
      const scram = new ScramClient({
        hash: 'SHA-1',
        username: 'u',
        password: 'p',
        binding: 'not-possible',
        nonce: 'n',
      });
      await scram.final('r=nmore,s=c2FsdA==,i=4096');
      expect(() => scram.verify(last)).toThrow(ConnectionError);
    },
  );

  it('refuses a proof before the exchange', () => {
    const scram = new ScramClient({ hash: 'SHA-1', username: 'u', password: 'p', binding: 'not-possible' });
    expect(() => scram.verify('v=')).toThrow(ConnectionError);
  });

  it('takes a fresh nonce each time', () => {
    const first = (): string =>
      new ScramClient({ hash: 'SHA-1', username: 'u', password: 'p', binding: 'not-possible' }).first();
    expect(first()).not.toBe(first());
  });
});
