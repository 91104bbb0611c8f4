/** The file in which a service's web site tells of it, at a web server that is honest, gone, broken or wants more. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { fetchProviderFile, type ProviderFileAnswer } from '../../electron/features/privacy/provider-file';
import { trustedTls, type TrustedTls } from '../support/fake-server/trusted-tls';

const DOMAIN = 'capulet.example';

let own: TrustedTls;
let foreign: TrustedTls;
beforeAll(async () => {
  [own, foreign] = await Promise.all([trustedTls(DOMAIN), trustedTls('montague.example')]);
});
afterAll(async () => {
  await own.remove();
  await foreign.remove();
});

interface Site {
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
}

async function site(answer: RequestListener, { tls } = own): Promise<Site> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer(tls, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, requests };
}

function ask({ port }: Site, signal = new AbortController().signal): Promise<ProviderFileAnswer> {
  return fetchProviderFile({ domain: DOMAIN, host: '127.0.0.1', port, signal, extraCertificates: [own.authority] });
}

const telling =
  (body: string): RequestListener =>
  (_request, response) =>
    response.end(body);

it('is asked for once, under its one address, and nothing of the user goes along', async () => {
  const web = await site(
    telling('{"freeOfCharge":true,"since":"2004-01-01","website":{"en":"https://capulet.example"}}'),
  );
  await expect(ask(web)).resolves.toEqual({
    url: `https://${DOMAIN}/.well-known/xmpp-provider-v2.json`,
    entries: [
      { property: 'freeOfCharge', value: true },
      { property: 'since', value: '2004-01-01' },
      { property: 'website', value: ['https://capulet.example'] },
    ],
  });
  expect(web.requests).toHaveLength(1);
  expect(web.requests[0]).toMatchObject({ method: 'GET', url: '/.well-known/xmpp-provider-v2.json' });
  expect(web.requests[0]?.headers).toEqual({ host: DOMAIN, accept: 'application/json', connection: 'close' });
});

it('tells only what the standard knows, in the shape that it has there', async () => {
  const web = await site(
    telling('{"busFactor":"many","__proto__":{"x":1},"organization":"a\\u0000b","tracker":"https://evil.example"}'),
  );
  await expect(ask(web)).resolves.toMatchObject({ entries: [{ property: 'organization', value: 'ab' }] });
});

it.each([301, 302, 307, 308])('is not looked for elsewhere: %s', async (status) => {
  const elsewhere = await site(telling('{"freeOfCharge":true}'), foreign);
  for (const place of [
    `https://127.0.0.1:${String(elsewhere.port)}/`,
    `https://montague.example:${String(elsewhere.port)}/`,
    '/other.json',
  ]) {
    const web = await site((_request, response) => response.writeHead(status, { location: place }).end());
    await expect(ask(web)).rejects.toMatchObject({ why: 'elsewhere', detail: String(status) });
    expect(web.requests).toHaveLength(1);
  }
  expect(elsewhere.requests).toEqual([]);
});

it.each([
  ['a page', '<html>Welcome</html>'],
  ['half of it', '{"freeOfCharge":tr'],
  ['a list', '[1, 2]'],
  ['a word', '"yes"'],
  ['nothing', ''],
])('is nonsense where it is %s', async (_what, body) => {
  await expect(ask(await site(telling(body)))).rejects.toMatchObject({ why: 'nonsense' });
});

it.each([
  [404, 'not-offered'],
  [410, 'not-offered'],
  [500, 'nonsense'],
  [204, 'nonsense'],
])('is not there with status %s: %s', async (status, why) => {
  const web = await site((_request, response) => response.writeHead(status).end());
  await expect(ask(web)).rejects.toMatchObject({ why, detail: String(status) });
});

it('is given up once it is larger than such a file can be, however it comes', async () => {
  const endless = await site((_request, response) => {
    const more = (): void => {
      if (!response.destroyed && response.write(' '.repeat(10_000))) setImmediate(more);
    };
    response.on('drain', more);
    more();
  });
  await expect(ask(endless)).rejects.toMatchObject({ why: 'too-large' });
  const announced = await site(telling(JSON.stringify({ organization: 'x'.repeat(80_000) })));
  await expect(ask(announced)).rejects.toMatchObject({ why: 'too-large' });
});

it('is not taken from somebody with another certificate, nor from one who hangs up', async () => {
  const other = await site(telling('{"freeOfCharge":true}'), foreign);
  await expect(ask(other)).rejects.toMatchObject({ code: 'offline' });
  expect(other.requests).toEqual([]);
  const rude = await site((request) => request.socket.destroy());
  await expect(ask(rude)).rejects.toMatchObject({ code: 'offline' });
});

it('is not waited for any longer once nobody wants it', async () => {
  const stop = new AbortController();
  const web = await site(() => stop.abort());
  await expect(ask(web, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
