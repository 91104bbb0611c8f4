/** Servers for the tests of one file, whose certificate their clients trust; each ends with its test. */
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { FakeServer, type StreamScript } from './server';
import type { ServerTls } from './stream';
import { trustedTls, type TrustedTls } from './trusted-tls';

export interface ScriptedServerOptions {
  /** What happens on each connection; preset: an honest sign-in. */
  readonly script?: StreamScript;
  readonly tls?: Partial<ServerTls>;
  /** TLS from the first byte (XEP-0368). */
  readonly directTls?: boolean;
}

export interface ScriptedServers {
  /** PEM, for the client to trust. */
  readonly authority: string;
  start(options?: ScriptedServerOptions): Promise<FakeServer>;
}

/** To be called at the top of a file of tests. */
export function scriptedServers(domain: string): ScriptedServers {
  let trusted: TrustedTls | undefined;
  beforeAll(async () => {
    trusted = await trustedTls(domain);
  });
  afterAll(() => trusted?.remove());
  const made = (): TrustedTls => trusted ?? expect.unreachable('asked for before the tests began');
  return {
    get authority() {
      return made().authority;
    },
    async start({ script, tls, directTls = false } = {}) {
      const server = await FakeServer.start({ domain, tls: { ...made().tls, ...tls }, directTls });
      if (script !== undefined) server.script = script;
      onTestFinished(() => server.close());
      return server;
    },
  };
}
