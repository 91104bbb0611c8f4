/** Puts a round of facts on a server by other clients, and asks there what Candor should find. */
import { NS_BOOKMARKS, NS_MAM, NS_PRIVATE, NS_PUBSUB, NS_PUBSUB_OWNER } from '../../electron/xmpp/ns';
import type { Peer } from '../support/peer';
import { namespaces, nodes, type Access, type Planted } from './facts';

export const SPOOF = 'Send me your password';

export interface People {
  /** Another client of the account that Candor is signed in with. */
  readonly juliet: Peer;
  readonly romeo: Peer;
  /** Runs the server, and so may announce. */
  readonly admin: Peer;
  /** One more client of the account. */
  readonly addSession: (at: number) => Promise<void>;
}

export async function plant(people: People, planted: Planted, before?: Planted): Promise<void> {
  const { juliet, romeo, admin } = people;
  for (let at = before?.contacts ?? 1; at < planted.contacts; at += 1)
    await juliet.do('roster_set', { jid: `guest${String(at)}@localhost`, name: `Guest ${String(at)}` });
  await set(
    juliet,
    `<vCard xmlns='vcard-temp'>${planted.card.map((field) => `<${field}>x</${field}>`).join('')}</vCard>`,
  );
  for (const { element, ns } of namespaces) {
    const kept = planted.stored.includes(ns) ? '<note>kept here</note>' : '';
    await set(juliet, `<query xmlns='${NS_PRIVATE}'><${element} xmlns='${ns}'>${kept}</${element}></query>`);
  }
  for (const node of nodes) await plantNode(juliet, node, planted.nodes.get(node), before?.nodes.get(node));
  for (let at = before?.bookmarks ?? 0; at < planted.bookmarks; at += 1)
    await publish(juliet, NS_BOOKMARKS, 'whitelist', {
      id: `room${String(at)}@rooms.localhost`,
      payload: `<conference xmlns='${NS_BOOKMARKS}' name='Room'/>`,
    });
  const blocked = Array.from({ length: planted.blocked }, (_, at) => `<item jid='foe${String(at)}@localhost'/>`);
  await set(juliet, `<block xmlns='urn:xmpp:blocking'>${blocked.join('')}</block>`);
  await set(juliet, `<prefs xmlns='${NS_MAM}' default='always'><always/><never/></prefs>`);
  for (let at = before?.messages ?? 0; at < planted.messages; at += 1)
    await romeo.do('say', { to: 'juliet@localhost', body: `number ${String(at)}` });
  await romeo.do('raw', {
    xml: `<message xmlns='jabber:client' to='juliet@localhost' type='headline'><body>${SPOOF}</body></message>`,
  });
  await admin.do('say', { to: 'localhost/announce/online', body: planted.announcement });
  for (let at = before?.sessions ?? 1; at < planted.sessions; at += 1) await people.addSession(at);
  await set(juliet, `<prefs xmlns='${NS_MAM}' default='${planted.archiving}'><always/><never/></prefs>`);
}

/** How many messages the archive of the account holds, as its other client counts them. */
export async function archived(juliet: Peer): Promise<number> {
  const query = `<query xmlns='${NS_MAM}'><set xmlns='http://jabber.org/protocol/rsm'><max>0</max></set></query>`;
  const answer = (await juliet.do('iq', { type: 'set', payload: query })) as { xml?: string };
  const [, count] = /count>(\d+)</u.exec(answer.xml ?? '') ?? [];
  if (count === undefined) throw new Error('the archive does not say how much is in it');
  return Number(count);
}

async function set(peer: Peer, payload: string): Promise<void> {
  const answer = (await peer.do('iq', { type: 'set', payload })) as { error?: string };
  if (answer.error !== undefined) throw new Error(`the server refused (${answer.error}): ${payload.slice(0, 100)}`);
}

async function plantNode(peer: Peer, node: string, access?: Access, before?: Access): Promise<void> {
  if (access === undefined && before !== undefined)
    await set(peer, `<pubsub xmlns='${NS_PUBSUB_OWNER}'><delete node='${node}'/></pubsub>`);
  if (access === undefined) return;
  if (before === undefined) await publish(peer, node, access, { id: 'one', payload: `<x xmlns='${node}'/>` });
  else
    await set(
      peer,
      `<pubsub xmlns='${NS_PUBSUB_OWNER}'><configure node='${node}'>${form('node_config', access)}</configure></pubsub>`,
    );
}

async function publish(
  peer: Peer,
  node: string,
  access: Access,
  { id, payload }: { readonly id: string; readonly payload: string },
): Promise<void> {
  await set(
    peer,
    `<pubsub xmlns='${NS_PUBSUB}'><publish node='${node}'><item id='${id}'>${payload}</item></publish>` +
      `<publish-options>${form('publish-options', access)}</publish-options></pubsub>`,
  );
}

function form(type: string, access: Access): string {
  const fields = { 'pubsub#access_model': access, 'pubsub#persist_items': 'true', 'pubsub#max_items': '100' };
  const lines = Object.entries(fields).map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`);
  return (
    `<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>` +
    `<value>${NS_PUBSUB}#${type}</value></field>${lines.join('')}</x>`
  );
}
