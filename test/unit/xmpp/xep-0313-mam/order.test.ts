/** A query on a real stream: its end does not overtake its results. */
import { expect, it } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { NS_MAM } from '../../../../electron/xmpp/ns';
import { xml } from '../../../../electron/xmpp/xml';
import { ArchiveModule } from '../../../../electron/xmpp/xep-0313-mam/module';
import { scriptedServers } from '../../../support/fake-server/scripted-servers';
import { ACCOUNT, DOMAIN, ToldSession } from '../../../support/told-session';

const servers = scriptedServers(DOMAIN);

it('resolves after all that came before its end was heard', async () => {
  const server = await servers.start();
  const archive = new ArchiveModule(ACCOUNT, systemClock);
  server.script = async (stream) => {
    await stream.signIn();
    const [, ping = ''] = await stream.waitFor(/<iq[^>]*id="([^"]+)"[^>]*><ping/u);
    const [, id = '', queryId = ''] = await stream.waitFor(/<iq[^>]*id="([^"]+)"[^>]*><query[^>]*queryid="([^"]+)"/u);
    const results = ['a', 'b'].map(
      (archiveId) =>
        `<message to='${ACCOUNT}'><result xmlns='${NS_MAM}' queryid='${queryId}' id='${archiveId}'>` +
        `<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='romeo@montague.lit' to='${ACCOUNT}'>` +
        `<body>${archiveId}</body></message></forwarded></result></message>`,
    );
    // All at once: the first reply keeps the inbox waiting for a moment, and so the results.
    stream.send(
      `<iq type='result' id='${ping}'/>${results.join('')}<iq type='result' id='${id}'><fin xmlns='${NS_MAM}'/></iq>`,
    );
    await stream.ended;
  };
  const told = new ToldSession({ port: server.port, authority: servers.authority, changes: { modules: [archive] } });
  await told.happened('online');
  const heard: string[] = [];
  const ping = told.session.request(xml('iq', { type: 'get' }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
  const query = archive.query({ max: 5 }, { onMessage: ({ id }) => heard.push(id) }).then(() => heard.push('end'));
  await Promise.all([ping, query]);
  expect(heard).toEqual(['a', 'b', 'end']);
});
