import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NATIVE_PACKAGES, packagingConfig, type PackagingFacts } from '../../../build/package/config';
import { product } from '../../../build/package/identity';

const root = path.join(import.meta.dirname, '../../..');
const facts: PackagingFacts = {
  platform: 'linux',
  electronVersion: '45.4.1',
  electronDist: '/electron',
  libraryNotices: '/notices.txt',
  output: '/dist',
  signed: false,
  notarize: false,
};

describe('packagingConfig', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('turns every switch of the runtime off on %s', (platform) => {
    expect(packagingConfig({ ...facts, platform }).electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
      enableEmbeddedAsarIntegrityValidation: platform !== 'linux',
    });
  });

  it('asks an older Electron for no switch that it does not have', () => {
    expect(packagingConfig({ ...facts, electronVersion: '25.1.1' }).electronFuses).not.toHaveProperty(
      'grantFileProtocolExtraPrivileges',
    );
  });

  it('hardens macOS only where the parts can be signed by one team', () => {
    const mac = (signed: boolean) => packagingConfig({ ...facts, platform: 'darwin', signed });
    expect(mac(true).mac?.hardenedRuntime).toBe(true);
    expect(mac(true).electronFuses?.resetAdHocDarwinSignature).toBe(false);
    expect(mac(false).mac?.hardenedRuntime).toBe(false);
    expect(mac(false).electronFuses?.resetAdHocDarwinSignature).toBe(true);
  });

  it('leads xmpp: links to the application, and publishes nothing', () => {
    expect(packagingConfig(facts)).toMatchObject({ protocols: [{ schemes: ['xmpp'] }], publish: null });
  });

  it('ships exactly the dependencies that package.json names as such', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(manifest.dependencies)) expect(NATIVE_PACKAGES).toContain(name);
  });

  it('finds every file that it names', () => {
    const { linux, win, mac, nsis } = packagingConfig(facts);
    for (const file of [linux?.icon, win?.icon, mac?.icon, mac?.entitlements, nsis?.include, nsis?.license]) {
      expect(existsSync(path.join(root, String(file))), String(file)).toBe(true);
    }
  });
});

describe('the desktop file', () => {
  it('stands for the same window class as the application names itself', () => {
    const template = readFileSync(path.join(root, 'build/package/candor.desktop.ejs'), 'utf8');
    expect(template).toContain('StartupWMClass=<%= productName %>');
    expect(packagingConfig(facts).linux?.desktop?.entry?.['StartupWMClass']).toBe(product.name);
  });
});
