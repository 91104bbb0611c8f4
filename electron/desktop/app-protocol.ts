/**
 * `app://ui/`: the window's page comes from the built files over a scheme of its own, with the
 * strictest headers a page can run under. Nothing else is served.
 */
import path from 'node:path';
import { protocol, type Session } from 'electron';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://ui/';
export const APP_PAGE = 'app://ui/index.html';

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Svelte makes its templates through one policy of this name.
  'trusted-types svelte-trusted-html',
].join('; ');

/** Only what the renderer's build produces. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Chromium's net::ERR_FILE_NOT_FOUND. */
const FILE_NOT_FOUND = -6;

/**
 * Serves the built renderer in `folder` to `session`. Chromium itself reads the files: `handle` would
 * load fetch's classes first and pass each byte through main's thread, just when the first window waits
 * for its page (160 ms of a start of 1.5 s, measured).
 */
export function serveAppFiles(session: Session, folder: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the successor is the slow way described above
  session.protocol.registerFileProtocol(APP_SCHEME, ({ method, url }, respond) => {
    const file = method === 'GET' ? fileFor(url, folder) : undefined;
    respond(file === undefined ? { error: FILE_NOT_FOUND } : { path: file, headers: headersFor(path.extname(file)) });
  });
}

/**
 * The file an address names, or undefined: another host, a type that is not served, or a path
 * that is not plainly below the folder.
 */
export function fileFor(url: string, folder: string): string | undefined {
  let address: URL;
  let pathname: string;
  try {
    address = new URL(url);
    pathname = decodeURIComponent(address.pathname);
  } catch {
    return undefined;
  }
  if (address.protocol !== `${APP_SCHEME}:` || address.host !== 'ui') return undefined;
  if (pathname.includes('\0') || pathname.includes('\\') || pathname.split('/').includes('..')) return undefined;
  const root = path.resolve(folder);
  const file = path.join(root, pathname === '/' ? 'index.html' : pathname);
  return file.startsWith(root + path.sep) && path.extname(file) in CONTENT_TYPES ? file : undefined;
}

function headersFor(extension: string): Record<string, string> {
  return {
    'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}
