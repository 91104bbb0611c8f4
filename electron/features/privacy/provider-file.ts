/**
 * What a service's own web site says of it: the file of XMPP Providers, version 2
 * (https://providers.xmpp.net/provider-file-generator/). Asked for on the user's word alone, from the
 * account's own domain, over https, without following anybody elsewhere.
 */
import { request } from 'node:https';
import { rootCertificates } from 'node:tls';
import * as v from 'valibot';
import type { ProviderEntry } from '../../contract/facts';
import { boundLabel } from '../../xmpp/text';
import { NoAnswer } from './probe';
import { ConnectionError } from '../../xmpp/errors';

const PATH = '/.well-known/xmpp-provider-v2.json';
const MAX_BYTES = 64 * 1024;
/** From the first packet to the last byte (milliseconds). */
const PATIENCE = 15_000;

const text = v.pipe(v.string(), v.maxLength(2000));
const texts = v.pipe(v.array(text), v.maxLength(100));
/** By language tag. */
const byLanguage = v.record(v.pipe(v.string(), v.maxLength(35)), text);
const listByLanguage = v.record(v.pipe(v.string(), v.maxLength(35)), texts);

/** Properties of version 2; each counts for itself, so that a wrong one takes nothing from the others. */
const properties: Readonly<Record<string, v.GenericSchema<unknown, unknown>>> = {
  website: byLanguage,
  alternativeJids: texts,
  busFactor: v.number(),
  organization: text,
  passwordReset: byLanguage,
  inBandRegistrationEmailAddressRequired: v.boolean(),
  inBandRegistrationCaptchaRequired: v.boolean(),
  serverTesting: v.boolean(),
  freeOfCharge: v.boolean(),
  legalNotice: byLanguage,
  serverLocations: texts,
  since: text,
  professionalHosting: v.boolean(),
  greenHosting: v.boolean(),
  maximumHttpFileUploadFileSize: v.number(),
  maximumHttpFileUploadTotalSize: v.number(),
  maximumHttpFileUploadStorageTime: v.number(),
  maximumMessageArchiveManagementStorageTime: v.number(),
  emailSupport: listByLanguage,
  chatSupport: listByLanguage,
  groupChatSupport: listByLanguage,
};

export interface ProviderFileAnswer {
  readonly url: string;
  readonly entries: readonly ProviderEntry[];
}

/** Where the file lies; `port` is only ever another one in tests of this very function. */
export interface ProviderFileRequest {
  readonly domain: string;
  readonly extraCertificates: readonly string[];
  readonly signal: AbortSignal;
  readonly port?: number;
  /** The address to connect to in place of asking DNS for the domain. */
  readonly host?: string;
}

/** Rejects with `NoAnswer`, or `ConnectionError` 'timeout', 'cancelled' or 'offline'. */
export async function fetchProviderFile(options: ProviderFileRequest): Promise<ProviderFileAnswer> {
  const body = await download(options);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new NoAnswer('nonsense');
  }
  const object = v.safeParse(v.record(v.string(), v.unknown()), json);
  if (!object.success || Array.isArray(json)) throw new NoAnswer('nonsense');
  return { url: urlOf(options.domain), entries: Object.entries(object.output).flatMap(entryOf) };
}

export function urlOf(domain: string): string {
  return `https://${domain}${PATH}`;
}

function entryOf([property, raw]: [string, unknown]): ProviderEntry[] {
  const schema = Object.hasOwn(properties, property) ? properties[property] : undefined;
  if (schema === undefined) return [];
  const parsed = v.safeParse(schema, raw);
  return parsed.success ? [{ property, value: valueOf(parsed.output) }] : [];
}

function valueOf(value: unknown): ProviderEntry['value'] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return boundLabel(value, 2000);
  const flat: unknown[] = typeof value === 'object' && value !== null ? Object.values(value).flat() : [];
  return [...new Set(flat.map((one) => boundLabel(String(one), 2000)))];
}

function whyOf(status: number): NoAnswer['why'] {
  if (status === 404 || status === 410) return 'not-offered';
  // Wherever it leads, also within the domain, is a place that the user did not agree to ask.
  return status >= 300 && status < 400 ? 'elsewhere' : 'nonsense';
}

function download({ domain, extraCertificates, signal, port, host }: ProviderFileRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      if (signal.aborted) reject(new ConnectionError('cancelled'));
      else if (error instanceof NoAnswer || error instanceof ConnectionError) reject(error);
      else reject(new ConnectionError('offline', undefined, { cause: error }));
    };
    const timer = setTimeout(() => asking.destroy(new ConnectionError('timeout')), PATIENCE);
    const asking = request(
      {
        host: host ?? domain,
        servername: domain,
        port: port ?? 443,
        path: PATH,
        method: 'GET',
        // Nothing of the user goes along.
        headers: { host: domain, accept: 'application/json' },
        ca: [...rootCertificates, ...extraCertificates],
        minVersion: 'TLSv1.2',
        agent: false,
        signal,
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (status !== 200) {
          response.destroy();
          fail(new NoAnswer(whyOf(status), String(status)));
          return;
        }
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > MAX_BYTES) response.destroy(new NoAnswer('too-large'));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          clearTimeout(timer);
          resolve(Buffer.concat(chunks).toString('utf8'));
        });
        response.on('error', fail);
      },
    );
    asking.on('error', fail);
    asking.end();
  });
}
