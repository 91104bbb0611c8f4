/** SRV over the wire: the real resolver against a name server on loopback. */
import { createSocket, type Socket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import packet from 'dns-packet';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { resolveEndpoints } from '../../../../electron/xmpp/stream/resolve';

let server: Socket | undefined;
afterEach(() => server?.close());

async function nameServer(
  zone: Readonly<Record<string, { priority: number; port: number; target: string }>>,
): Promise<dns.Resolver> {
  const socket = createSocket('udp4');
  server = socket;
  socket.on('message', (message, from) => {
    const query = packet.decode(message);
    const question = query.questions?.[0];
    const found = zone[question?.name ?? ''];
    const answer = packet.encode({
      type: 'response',
      ...(query.id === undefined ? {} : { id: query.id }),
      flags: packet.AUTHORITATIVE_ANSWER | (found === undefined ? 3 : 0),
      questions: query.questions ?? [],
      answers: found === undefined ? [] : [{ type: 'SRV', name: question?.name ?? '', data: { weight: 0, ...found } }],
    });
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const resolver = new dns.Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${String(socket.address().port)}`]);
  return resolver;
}

it('finds the service by its records', async () => {
  const resolver = await nameServer({
    '_xmpp-client._tcp.capulet.example': { priority: 5, port: 15_222, target: 'im.capulet.example' },
    '_xmpps-client._tcp.capulet.example': { priority: 0, port: 0, target: '.' },
  });
  const endpoints = await resolveEndpoints({
    domain: 'capulet.example',
    settings: { host: '', port: 0, encryption: 'automatic' },
    resolver,
    clock: systemClock,
    random: Math.random,
  });
  expect(endpoints).toEqual([
    { host: 'im.capulet.example', port: 15_222, encryption: 'starttls', foundBy: 'srv' },
    { host: 'capulet.example', port: 5222, encryption: 'starttls', foundBy: 'fallback' },
  ]);
});
