/** Which Electron may be used for what: the decision alone, apart from where each one comes from. */

/** Set to 1, it lets `start` and `release` use a runtime that is too old, for a trial on this computer. */
export const ALLOW_OUTDATED = 'CANDOR_ALLOW_OUTDATED_ELECTRON';

/**
 * - `develop`: demo, tests, measuring, development. An older runtime will do.
 * - `start`: a real account signs in. An outdated runtime has known holes, so it is refused.
 * - `release`: what others will run. Never with an outdated runtime.
 */
export type Purpose = 'develop' | 'start' | 'release';

/** An unpacked Electron. */
export interface FoundElectron {
  readonly distDir: string;
  /** As its `version` file says, without "v"; undefined where the file is missing. */
  readonly version: string | undefined;
}

export interface ChosenElectron extends FoundElectron {
  /** Older than the version that Candor is made for. */
  readonly outdated: boolean;
}

export interface ElectronSources {
  /** The folder that `ELECTRON_OVERRIDE_DIST_PATH` names. */
  override(): Promise<FoundElectron | undefined>;
  /** What the electron package has downloaded already. */
  own(): Promise<FoundElectron | undefined>;
  /** Downloads the electron package's own; undefined where it cannot be reached. */
  download(): Promise<FoundElectron | undefined>;
  /** The older one; rejects where it can't be had. */
  substitute(): Promise<FoundElectron>;
}

export interface Choice {
  readonly purpose: Purpose;
  /** Version that Candor is made for. */
  readonly wanted: string;
  readonly allowOutdated: boolean;
  readonly sources: ElectronSources;
  readonly announce: (line: string) => void;
}

/** No Electron may be used; the message says why and what to do. */
export class ElectronRefused extends Error {
  override readonly name = 'ElectronRefused';
}

/**
 * Takes the first source that has a runtime fit for the purpose.
 * @throws ElectronRefused
 */
export async function chooseElectron(choice: Choice): Promise<ChosenElectron> {
  const { sources, wanted } = choice;
  const override = await sources.override();
  // A named folder is the user's word: it is used or refused, never passed over.
  if (override !== undefined) return admit(override, choice);
  const current = (await sources.own()) ?? (await sources.download());
  if (current !== undefined) return admit(current, choice);
  if (!mayBeOutdated(choice)) {
    throw new ElectronRefused(`Electron ${wanted} could not be downloaded. ${howToGetIt(choice)}`);
  }
  let substitute: FoundElectron;
  try {
    substitute = await sources.substitute();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ElectronRefused(
      `Electron ${wanted} could not be downloaded, nor a substitute: ${why}\n${howToGetIt(choice)}`,
    );
  }
  choice.announce(`Electron ${wanted} could not be downloaded; using ${String(substitute.version)} for this purpose.`);
  return admit(substitute, choice);
}

function admit(found: FoundElectron, choice: Choice): ChosenElectron {
  const outdated = isOlder(found.version, choice.wanted);
  if (outdated && !mayBeOutdated(choice)) {
    const version = found.version ?? 'of unknown version';
    throw new ElectronRefused(
      `The Electron in ${found.distDir} is ${version}; Candor needs ${choice.wanted}. ${howToGetIt(choice)}`,
    );
  }
  return { ...found, outdated };
}

function mayBeOutdated(choice: Choice): boolean {
  return choice.purpose === 'develop' || choice.allowOutdated;
}

function howToGetIt(choice: Choice): string {
  const steps = [
    'To get it, run "npx install-electron" where its download can be reached,',
    'or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked one.',
  ];
  if (choice.purpose === 'start') {
    steps.push(`To try Candor with an outdated runtime at your own risk, set ${ALLOW_OUTDATED}=1.`);
  }
  return steps.join(' ');
}

/** Compares major, minor and patch; an unknown version counts as older. */
export function isOlder(version: string | undefined, wanted: string): boolean {
  if (version === undefined) return true;
  const [have, want] = [version, wanted].map((text) => text.split(/[.-]/, 3).map(Number));
  for (const [index, number] of (want ?? []).entries()) {
    const own = have?.[index] ?? Number.NaN;
    if (own !== number) return !(own > number);
  }
  return false;
}
