/** A second client on another library (slixmpp), as an object with typed calls and awaitable events. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PeerOptions {
  /** Full JID. */
  readonly jid: string;
  readonly password: string;
  readonly port: number;
  readonly caFile: string;
  readonly directTls?: boolean;
}

/** What the peer heard. Fields depend on `event`; see slix-peer.py. */
export type PeerEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Values that fields must have, or a question about the whole event. */
type EventFields = Readonly<Record<string, unknown>> | ((event: PeerEvent) => boolean);

export interface Peer {
  readonly jid: string;
  /** Everything heard so far. */
  readonly heard: readonly PeerEvent[];
  /** The first event, past or coming, that matches. Rejects after `timeoutMs` with what was heard. */
  wait(event: string, fields?: EventFields, timeoutMs?: number): Promise<PeerEvent>;
  /** Runs a command of slix-peer.py. */
  do(name: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly matches: (event: PeerEvent) => boolean;
  readonly found: (event: PeerEvent) => void;
}

/** Starts the peer and resolves once it is online. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const script = fileURLToPath(new URL('slix-peer.py', import.meta.url));
  const args = [script, options.jid, options.password, '127.0.0.1', String(options.port), options.caFile];
  // Debian's python3, since slixmpp is one of Debian's packages.
  const child = spawn('/usr/bin/python3', options.directTls === true ? [...args, 'direct'] : args, {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));

  const heard: PeerEvent[] = [];
  const waiting = new Set<Waiting>();
  const answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let exited = false;

  createInterface({ input: child.stdout }).on('line', (line) => {
    const record = JSON.parse(line) as Record<string, unknown>;
    if (typeof record['id'] === 'number' && !('event' in record)) {
      const answer = answers.get(record['id']);
      answers.delete(record['id']);
      if ('error' in record) answer?.reject(new Error(String(record['error'])));
      else answer?.resolve(record['result']);
      return;
    }
    const event = record as PeerEvent;
    heard.push(event);
    for (const waiter of waiting) if (waiter.matches(event)) waiter.found(event);
  });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => {
      exited = true;
      for (const answer of answers.values()) answer.reject(new Error(`peer ended: ${errors}`));
      resolve();
    });
  });

  const peer: Peer = {
    jid: options.jid,
    heard,
    wait(name, fields = {}, timeoutMs = 15_000) {
      const fits =
        typeof fields === 'function'
          ? fields
          : (event: PeerEvent) => Object.entries(fields).every(([field, value]) => event[field] === value);
      const matches = (event: PeerEvent): boolean => event.event === name && fits(event);
      const past = heard.find(matches);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve, reject) => {
        const waiter: Waiting = {
          matches,
          found: (event) => {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve(event);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          const last = heard.slice(-8).map((event) => JSON.stringify(event).slice(0, 300));
          reject(
            new Error(`no ${name} ${JSON.stringify(fields)} at ${options.jid}; heard:\n${last.join('\n')}\n${errors}`),
          );
        }, timeoutMs);
        waiting.add(waiter);
      });
    },
    do(name, commandArgs = {}) {
      if (exited) return Promise.reject(new Error(`peer has ended: ${errors}`));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        answers.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ ...commandArgs, do: name, id })}\n`);
      });
    },
    async stop() {
      if (exited) return;
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
  try {
    await peer.wait('online', {}, 30_000);
  } catch (error) {
    await peer.stop();
    throw error;
  }
  return peer;
}
