import { describe, expect, it, vi } from 'vitest';
import { CONTENT_SECURITY_POLICY, fileFor } from '../../../electron/desktop/app-protocol';
import { mayLoad } from '../../../electron/desktop/safe-session';

vi.mock('electron', () => ({ protocol: {} }));

describe('fileFor', () => {
  it.each([
    ['app://ui/', '/out/renderer/index.html'],
    ['app://ui/index.html', '/out/renderer/index.html'],
    ['app://ui/assets/main-1a2b.js', '/out/renderer/assets/main-1a2b.js'],
    ['app://ui/index.html?x=1#y', '/out/renderer/index.html'],
  ])('%s is %s', (url, file) => {
    expect(fileFor(url, '/out/renderer')).toBe(file);
  });

  it.each([
    'app://other/index.html',
    'app://ui.example.org/index.html',
    'https://ui/index.html',
    'app://ui/..%2fmain/main.js',
    'app://ui/%2e%2e%2fmain%2fmain.js',
    'app://ui/assets/..%2f..%2f..%2fsecret.json',
    'app://ui/..%5cmain%5cmain.js',
    'app://ui/%00.html',
    'app://ui/%zz.html',
    'app://ui/assets',
    'app://ui/main.cjs',
    'app://ui/.env',
    'no url',
  ])('%s is nothing', (url) => {
    expect(fileFor(url, '/out/renderer')).toBeUndefined();
  });
});

describe('the policy and the session', () => {
  it('allow nothing from elsewhere', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|data:|blob:|\*/u);
    expect(mayLoad('app://ui/index.html')).toBe(true);
    for (const url of ['https://example.org/', 'http://127.0.0.1/', 'ws://x/', 'file:///etc/passwd', 'app://other/']) {
      expect(mayLoad(url)).toBe(false);
    }
  });
});
