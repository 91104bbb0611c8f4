/** Juliet's profile as other accounts and anonymous people get it, at a real Prosody. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type CertificateFolder } from '../../build/demo/certificates';
import type { SignedIn } from '../support/integration-account';
import { ask } from '../support/peer-asks';
import { hash, JULIET, PASSWORD, peer, profileServer, save, setPicture, THEIRS, world } from '../support/profile-world';

describe('as a stranger sees it', () => {
  const look = (by: Parameters<SignedIn['features']['handlers']['profile.strangerView']>[0]['by']) =>
    world.candor.features.handlers['profile.strangerView']({ account: JULIET, by });
  let nobodys: CertificateFolder;
  beforeAll(async () => {
    nobodys = await makeCertificates(await mkdtemp(path.join(tmpdir(), 'candor-nobody-')), 'nobody.localhost');
  });
  afterAll(() => rm(path.dirname(nobodys.caFile), { recursive: true, force: true }));
  profileServer('stranger', {
    modules: ['vcard'],
    without: ['vcard_legacy'],
    get extraConfig() {
      const [certificate, key] = [nobodys.certificateFile('good'), nobodys.keyFile('good')];
      return `VirtualHost "nobody.localhost"\n authentication = "anonymous"\n ssl = { certificate = "${certificate}", key = "${key}" }`;
    },
    get trusts() {
      return [nobodys.caFile];
    },
  });

  it('another account and nobody in particular get the public card, and not what is for contacts', async () => {
    await ask(await peer('juliet'), 'set', THEIRS);
    await save('chosen', (fields) => ({ ...fields, fullName: 'Juliet', phones: [{ value: '112', kinds: [] }] }));
    await setPicture(false);
    await expect(look({ kind: 'account', jid: 'tybalt@localhost' })).resolves.toEqual({
      ...{ outcome: 'not-checkable', why: 'account-offline' },
    });
    const seen = {
      ...{ outcome: 'seen', isContact: false, picture: { state: 'none' } },
      public: { outcome: 'card', card: { fields: { fullName: 'Juliet' } } },
      chosen: { outcome: 'refused' },
      fields: { public: ['fullName', 'emails'], chosen: [] },
    };
    const lent = { kind: 'lent', jid: 'Tybalt@localhost' } as const;
    await expect(look({ ...lent, password: PASSWORD })).resolves.toMatchObject({
      ...{ ...seen, by: 'account', as: 'tybalt@localhost' },
    });
    await expect(look({ ...lent, password: 'a plague o' })).resolves.toEqual({
      ...{ outcome: 'not-checkable', why: 'wrong-password' },
    });
    await expect(look({ ...lent, jid: JULIET, password: PASSWORD })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await world.candor.add('tybalt@localhost', PASSWORD);
    await expect(look({ kind: 'account', jid: 'tybalt@localhost' })).resolves.toMatchObject({
      ...{ ...seen, by: 'account', as: 'tybalt@localhost' },
    });
    await expect(look({ kind: 'anonymous', service: 'nobody.localhost' })).resolves.toMatchObject({
      ...{ ...seen, by: 'anonymous', as: expect.stringMatching(/^.+@nobody\.localhost$/u) },
    });
    await world.candor.features.handlers['profile.setAudience']({
      ...{ account: JULIET, of: 'picture', audience: { kind: 'everybody', groups: [], people: [] } },
    });
    await expect(look({ kind: 'anonymous', service: 'nobody.localhost' })).resolves.toMatchObject({
      picture: { state: 'set', hash },
    });
  });

  it('is not checkable where nobody is let in without a name', async () => {
    await expect(look({ kind: 'anonymous' })).resolves.toEqual({ outcome: 'not-checkable', why: 'no-anonymous' });
    await expect(look({ kind: 'anonymous', service: 'gone.invalid' })).resolves.toMatchObject({
      ...{ outcome: 'not-checkable', why: 'failed' },
    });
  });
});
