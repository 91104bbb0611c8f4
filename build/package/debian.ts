/** Makes the Debian package of an unpacked Candor. Needs `dpkg-deb` and `fakeroot`. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import installDebian from 'electron-installer-debian';
import { product } from './identity';

const root = path.join(import.meta.dirname, '../..');

/** Node's names of processors, and Debian's. */
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'armhf' };

export interface DebianFacts {
  /** electron-builder's folder with the application ready to run. */
  readonly unpacked: string;
  /** Folder for the package. */
  readonly output: string;
  readonly version: string;
  /** "Name <address>", as package.json has it. */
  readonly maintainer: string;
  readonly arch: NodeJS.Architecture;
  /** The tighter, the slower: from seconds to minutes. */
  readonly compression: 'none' | 'gzip' | 'xz';
}

/** Resolves to the path of the package. */
export async function makeDebianPackage(facts: DebianFacts): Promise<string> {
  const arch = ARCHITECTURES[facts.arch];
  if (arch === undefined) throw new Error(`There is no Debian package for the processor "${facts.arch}".`);
  const { packagePaths } = await installDebian({
    src: facts.unpacked,
    dest: facts.output,
    arch,
    options: {
      name: product.linuxName,
      bin: product.linuxName,
      productName: product.name,
      genericName: product.genericName,
      description: product.summary,
      productDescription: product.description,
      version: facts.version,
      maintainer: facts.maintainer,
      section: 'net',
      categories: [...product.categories],
      keywords: [...product.keywords],
      mimeType: [`x-scheme-handler/${product.linkScheme}`],
      // keytar talks to the keyring through libsecret. Electron is linked with ALSA and CUPS.
      depends: ['libsecret-1-0', 'libasound2 | libasound2t64', 'libcups2 | libcups2t64'],
      recommends: ['gnome-keyring | kwalletmanager'],
      icon: hicolorIcons(),
      desktopTemplate: path.join(import.meta.dirname, 'candor.desktop.ejs'),
      compression: facts.compression,
    },
  });
  const [file] = packagePaths;
  if (file === undefined) throw new Error('The Debian package was not made, and its maker does not say why.');
  return file;
}

/** The icons by the folder of the hicolor theme that each belongs into. */
function hicolorIcons(): Record<string, string> {
  const folder = path.join(root, 'build/icons/app');
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const size = path.basename(name, '.png');
      return [`${size}x${size}`, path.join(folder, name)];
    }),
  );
}
