import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLog, redact } from '../../../electron/desktop/log';
import { FakeClock } from '../../support/fake-clock';

describe('redact', () => {
  it.each([
    '<auth mechanism="PLAIN">AGp1bGlldAByMG0zMG15cjBtMzA=</auth>',
    '<response xmlns="x">c2VjcmV0</response>',
    '<success>dj1zZWNyZXQ=</success>',
    '<query><password>secret</password></query>',
    '<body>secret</body>',
    '{"jid":"a@b","password":"secret"}',
    "password='secret'",
    'password: secret',
    'historyKey=secret',
    'https://user:secret@example.org/',
    'xmpp://user:secret@example.org',
    `key ${'c2VjcmV0'.repeat(8)}`,
    'a1b2'.repeat(16),
  ])('takes the secret from %s', (text) => {
    expect(redact(text)).toContain('(removed)');
    expect(redact(text)).not.toMatch(/secret|c2VjcmV0|AGp1|dj1z|a1b2a1b2/u);
  });

  it.each(['connected to example.org:5222', 'TLSv1.3 TLS_AES_256_GCM_SHA384', 'roster of 10000 contacts'])(
    'leaves %s',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});

describe('FileLog', () => {
  let folder: string;
  let errors: string[];
  const make = (verbose = false): FileLog =>
    new FileLog({
      folder: path.join(folder, 'logs'),
      verbose,
      clock: new FakeClock(),
      toStandardError: (line) => errors.push(line),
    });
  const text = (): string => readFileSync(path.join(folder, 'logs', 'candor.log'), 'utf8');
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'candor-log-'));
    errors = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a line with time, level and scope, for its owner only', () => {
    const log = make();
    log.info('stream', 'connected');
    log.error('main', 'failed', new Error('password=secret'));
    log.debug('stream', 'detail');
    log.flushSync();
    expect(text()).toMatch(/^2026-01-01T00:00:00\.000Z info stream: connected\n.*error main: failed: Error: password/u);
    expect(text()).not.toContain('secret');
    expect(text()).not.toContain('detail');
    expect(statSync(path.join(folder, 'logs', 'candor.log')).mode & 0o077).toBe(0);
    expect(errors).toEqual([]);
  });

  it('says more, and on standard error too, when asked to', () => {
    const log = make(true);
    log.debug('stream', 'detail');
    log.flushSync();
    expect(text()).toContain('debug stream: detail');
    expect(errors.join('')).toContain('debug stream: detail');
  });

  it('keeps a message on one bounded line', () => {
    const log = make();
    log.warn('x', `a\nb\u001b[31m${'-'.repeat(10_000)}`);
    log.flushSync();
    expect(text().split('\n')).toHaveLength(2);
    expect(text().length).toBeLessThan(4200);
    expect(text()).not.toContain('\u001b');
  });

  it('sets a full file aside, and keeps two', async () => {
    const logs = path.join(folder, 'logs');
    const written = async (line: string): Promise<void> => {
      const log = make();
      writeFileSync(path.join(logs, 'candor.log'), 'x'.repeat(1024 * 1024 + 1));
      const full = make();
      full.info('x', line);
      await expect.poll(() => text()).toContain(line);
      log.flushSync();
    };
    make();
    for (const line of ['one', 'two', 'three']) await written(line);
    expect(readdirSync(logs).sort()).toEqual(['candor.log', 'candor.log.1', 'candor.log.2']);
    expect(text()).not.toContain('x'.repeat(100));
  });

  it('lets the app go on when the disk refuses', () => {
    writeFileSync(path.join(folder, 'logs'), '');
    const log = make();
    log.info('x', 'y');
    log.flushSync();
    expect(errors.join('')).toContain("can't be written");
  });
});
