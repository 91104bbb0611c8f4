/**
 * Takes from the window's session and pages whatever Candor does not use: permissions, the network,
 * downloads, navigation, further windows, web views, devices.
 */
import type { App, Session, WebContents } from 'electron';
import type { Log } from '../contract/ports';
import { APP_ORIGIN } from './app-protocol';

/** Before the app is ready: what Chromium does of its own accord, above all errands that would go to the network. */
export function quietChromium(app: App): void {
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('dns-prefetch-disable');
  app.commandLine.appendSwitch('no-pings');
  // Media keys belong to players, and the page has no media.
  app.commandLine.appendSwitch('disable-features', 'HardwareMediaKeyHandling,MediaSessionService');
  // The page loads nothing but Candor's own files, so that a process for Chromium's network guards nothing:
  // without it there is less to start, to hold in memory and to wake up.
  app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');
}

/** Requests of the window since Candor started. */
export interface RequestCounts {
  allowed: number;
  blocked: number;
}

/** What the window asks for from now on is counted in `counts`. */
export function lockSession(session: Session, log: Log, counts: RequestCounts): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn('shell', `permission "${permission}" was asked for and refused`);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  // The Content-Security-Policy forbids these already; this holds even where a page had another one.
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (request, answer) => {
    const allowed = mayLoad(request.url);
    counts[allowed ? 'allowed' : 'blocked'] += 1;
    if (!allowed) log.warn('shell', `a request of the window was stopped (${schemeOf(request.url)})`);
    answer({ cancel: !allowed });
  });
}

/** The page's own files, and Chromium's inspector where it is open. */
export function mayLoad(url: string): boolean {
  return url.startsWith(APP_ORIGIN) || url.startsWith('devtools://');
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/iu.exec(url)?.[0] ?? 'no scheme';
}

/** For every page of the process, whoever makes it. */
export function lockContents(app: App, log: Log): void {
  app.on('web-contents-created', (_event, contents) => lockOne(contents, log));
}

function lockOne(contents: WebContents, log: Log): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log.warn('shell', `${what} was refused`);
  };
  contents.setWindowOpenHandler(() => {
    log.warn('shell', 'a new window was refused');
    return { action: 'deny' };
  });
  contents.on('will-navigate', refuse('navigation'));
  contents.on('will-redirect', refuse('a redirect'));
  contents.on('will-frame-navigate', refuse('navigation of a frame'));
  contents.on('will-attach-webview', refuse('a web view'));
  // A page that cannot connect can't ask for a peer connection's addresses either.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
