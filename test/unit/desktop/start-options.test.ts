import { describe, expect, it } from 'vitest';
import { parseStartOptions, restartArguments } from '../../../electron/desktop/start-options';

const parse = (...args: string[]) => parseStartOptions(['/usr/bin/candor', ...args]);

describe('parseStartOptions', () => {
  it('has quiet presets', () => {
    expect(parse()).toEqual({ hidden: false, verbose: false });
  });

  it('reads its flags among those of Electron', () => {
    expect(parse('--no-sandbox', '/app', '--profile=/tmp/p', '--hidden', '--verbose', '--disable-gpu')).toEqual({
      profileDir: '/tmp/p',
      hidden: true,
      verbose: true,
    });
  });

  it('takes the last of several profiles, and none for an empty one', () => {
    expect(parse('--profile=/a', '--profile=/b').profileDir).toBe('/b');
    expect(parse('--profile=')).not.toHaveProperty('profileDir');
  });

  it('takes a link only in the last place', () => {
    expect(parse('xmpp:romeo@example.net').link).toBe('xmpp:romeo@example.net');
    expect(parse('XMPP:romeo@example.net?message').link).toBe('XMPP:romeo@example.net?message');
    expect(parse('xmpp:romeo@example.net', '--hidden')).not.toHaveProperty('link');
    expect(parse('https://example.net')).not.toHaveProperty('link');
    expect(parse(`xmpp:${'a'.repeat(9000)}`)).not.toHaveProperty('link');
  });
});

describe('restartArguments', () => {
  const again = (...args: string[]) => restartArguments(['/usr/bin/candor', ...args]);

  it('keeps everything but what belongs to one start', () => {
    expect(again('--no-sandbox', '/app', '--profile=/tmp/p', '--hidden', '--verbose')).toEqual([
      '--no-sandbox',
      '/app',
      '--profile=/tmp/p',
      '--verbose',
    ]);
    expect(again('--verbose', 'xmpp:romeo@example.net?remove')).toEqual(['--verbose']);
    expect(again()).toEqual([]);
  });
});
