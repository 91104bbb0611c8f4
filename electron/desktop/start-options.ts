/** What the command line asks for. Flags of Electron and Chromium are left to them. */

export interface StartOptions {
  /** `--profile=DIR`: the folder that holds everything Candor keeps. */
  readonly profileDir?: string;
  /** `--hidden`: start in the tray, without a window. */
  readonly hidden: boolean;
  /** `--verbose`: the log also goes to standard error. */
  readonly verbose: boolean;
  /** An `xmpp:` link, given as the last argument; not checked yet. */
  readonly link?: string;
}

/** Longest link that is looked at. */
const MAX_LINK = 8192;

/** `argv` as `process.argv`: the executable (and, from source, the application's folder) stand in front. */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const args = argv.slice(1);
  const profileDir = args.findLast((arg) => arg.startsWith('--profile='))?.slice('--profile='.length);
  return {
    ...(profileDir === undefined || profileDir === '' ? {} : { profileDir }),
    hidden: args.includes('--hidden'),
    verbose: args.includes('--verbose'),
    ...linkIn(args),
  };
}

/** What another start takes over from this one: not where it is to be hidden, and not a link that was asked about already. */
export function restartArguments(argv: readonly string[]): string[] {
  const args = argv.slice(1).filter((arg) => arg !== '--hidden');
  return linkIn(args).link === undefined ? args : args.slice(0, -1);
}

/** Only the last argument counts, so that no value of another flag is taken for a link. */
function linkIn(args: readonly string[]): { link?: string } {
  const last = args.at(-1);
  return last !== undefined && last.length <= MAX_LINK && /^xmpp:/iu.test(last) ? { link: last } : {};
}
