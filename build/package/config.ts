/** electron-builder's configuration, for the system that it runs on: each system's packages are built on it. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AfterPackContext, Configuration } from 'electron-builder';
import { product } from './identity';

export interface PackagingFacts {
  readonly platform: NodeJS.Platform;
  readonly electronVersion: string;
  /** Folder of the unpacked Electron that is put into the package. */
  readonly electronDist: string;
  /** File with the notices of all libraries in the package. */
  readonly libraryNotices: string;
  /** Where electron-builder puts what it makes. */
  readonly output: string;
  /** A certificate to sign with is given. */
  readonly signed: boolean;
  /** So is a key for Apple's notarization. */
  readonly notarize: boolean;
}

/**
 * The packages from npm that stand in the package as they are, because they hold machine code, and what those need.
 * Everything else that Candor needs is in its bundles already and must not be shipped twice.
 */
export const NATIVE_PACKAGES = ['keytar', 'libsql', '@neon-rs/load', 'detect-libc'];

/** Folders of them in `node_modules`; libsql's machine code is in a package named for the system. */
const nativeFolders = [...NATIVE_PACKAGES.map((name) => name.replace(/\/.*/u, '')), '@libsql'];

/** electron-builder takes only exclusions for `node_modules`. */
const nodeModules = [
  `!node_modules/!(${nativeFolders.join('|')})/**`,
  '!node_modules/@libsql/*-musl*/**', // Electron runs on glibc only
  // Of keytar its lib/, LICENSE.md and one file of machine code; not what that was compiled from.
  '!node_modules/keytar/{src/**,binding.gyp,README.md,CHANGELOG.md}',
  '!node_modules/keytar/build/!(Release)/**',
  '!node_modules/keytar/build/Release/!(keytar.node)/**',
  '!node_modules/{libsql,@neon-rs,detect-libc}/**/*.{md,ts}',
];

/** A fuse that Electron got in version 29; an older binary has no place for it. */
const FILE_PROTOCOL_FUSE_SINCE = 29;

export function packagingConfig(facts: PackagingFacts): Configuration {
  const electronMajor = Number.parseInt(facts.electronVersion, 10);
  return {
    appId: product.id,
    productName: product.name,
    copyright: product.copyright,
    directories: { output: facts.output, buildResources: 'build/package' },
    electronVersion: facts.electronVersion,
    electronDist: facts.electronDist,
    // keytar and libsql speak Node-API: what npm installed fits Electron as well.
    npmRebuild: false,
    files: ['out/**', 'package.json', '!out/.built-from', '!out/**/*.map', '!out/**/libraries.txt', ...nodeModules],
    // On macOS everything that is no code belongs into Resources, or the signature does not hold.
    [facts.platform === 'darwin' ? 'extraResources' : 'extraFiles']: [
      'LICENSE',
      { from: facts.libraryNotices, to: 'LICENSES.libraries.txt' },
    ],
    asarUnpack: ['**/*.node'],
    extraMetadata: { desktopName: `${product.linuxName}.desktop` },
    protocols: [{ name: 'XMPP address', schemes: [product.linkScheme], role: 'Viewer' }],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      // Electron checks it on these two systems only.
      enableEmbeddedAsarIntegrityValidation: facts.platform !== 'linux',
      loadBrowserProcessSpecificV8Snapshot: false,
      // Apple's processors run nothing whose signature does not fit; turning the switches above breaks the one it had.
      resetAdHocDarwinSignature: facts.platform === 'darwin' && !facts.signed,
      ...(electronMajor >= FILE_PROTOCOL_FUSE_SINCE ? { grantFileProtocolExtraPrivileges: false } : {}),
    },
    // Candor looks for no updates by itself, and where a release stands is the release workflow's business.
    publish: null,
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    afterExtract: removeForeignApplication,
    afterPack: nameElectronVersion,
    linux: {
      // The Debian package is made from "dir", see `debian.ts`: so the one that is tested is the one that is shipped.
      target: ['dir', 'tar.gz', 'AppImage'],
      executableName: product.linuxName,
      icon: 'build/icons/app',
      category: product.categories.join(';'),
      synopsis: product.summary,
      description: product.description,
      desktop: {
        entry: {
          GenericName: product.genericName,
          Keywords: `${product.keywords.join(';')};`,
          StartupWMClass: product.name,
        },
      },
    },
    win: { target: ['nsis'], icon: 'build/icons/icon.ico' },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      license: 'LICENSE',
      include: 'build/package/uninstall.nsh',
    },
    mac: {
      target: ['dmg', 'zip'],
      icon: 'build/icons/icon.icns',
      category: 'public.app-category.social-networking',
      // Without a certificate the parts have no team in common, and the hardened runtime would refuse to join them.
      hardenedRuntime: facts.signed,
      gatekeeperAssess: false,
      entitlements: 'build/package/entitlements.mac.plist',
      entitlementsInherit: 'build/package/entitlements.mac.plist',
      notarize: facts.notarize,
    },
  };
}

/** An Electron made from another source may bring an application along. */
async function removeForeignApplication({ appOutDir, packager }: AfterPackContext): Promise<void> {
  const resources = packager.getResourcesDir(appOutDir);
  for (const name of ['app', 'default_app.asar', 'app-update.yml']) {
    await rm(path.join(resources, name), { recursive: true, force: true });
  }
}

/** Electron's own archives hold this file; makers of packages (also ours, for Debian) read dependencies off it. */
async function nameElectronVersion({ appOutDir, packager }: AfterPackContext): Promise<void> {
  if (packager.platform.nodeName !== 'linux') return;
  await writeFile(path.join(appOutDir, 'version'), packager.config.electronVersion ?? '');
}
