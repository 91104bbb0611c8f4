/** What broken and lying services answer. Undefined: as a plain server would. */
import type { ClientIq } from './stream';

export type Lie = (iq: ClientIq) => string | undefined;

const NS_DISCO = 'http://jabber.org/protocol/disco';
const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
const NS_PRIVATE = 'jabber:iq:private';
const NS_NOTES = 'storage:rosternotes';
const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';

/** The answer of `from`; preset: whom was asked. */
export function resultOf({ id, to }: ClientIq, payload: string, from = to): string {
  return `<iq type='result' id='${id}'${from === '' ? '' : ` from='${from}'`}>${payload}</iq>`;
}

export function errorOf({ id, to }: ClientIq, condition: string): string {
  const from = to === '' ? '' : ` from='${to}'`;
  return `<iq type='error' id='${id}'${from}><error type='cancel'><${condition} xmlns='${STANZAS}'/></error></iq>`;
}

export const silence: Lie = () => ' ';

export function refusal(condition: string): Lie {
  return (iq) => errorOf(iq, condition);
}

/** Another element than the one that was asked for. */
export const otherElement: Lie = (iq) => resultOf(iq, "<nonsense xmlns='urn:example'/>");

/** The element that was asked for, and in it what does not belong there. */
export const nonsense: Lie = (iq) => {
  const [name = '', ns = ''] = iq.payload.split(' ');
  const inner = '<x xmlns="urn:example">y</x>';
  return resultOf(iq, name === 'vCard' ? inner : `<${name} xmlns='${ns}'>${inner}</${name}>`);
};

/** The same payload to everybody who asks for the features of something. */
export function features(names: readonly string[]): Lie {
  const list = names.map((name) => `<feature var='${name}'/>`).join('');
  return (iq) =>
    iq.payload === `query ${NS_DISCO}#info` && !iq.xml.includes('node=')
      ? resultOf(iq, `<query xmlns='${NS_DISCO}#info'>${list}</query>`)
      : undefined;
}

/** So many personal nodes, each with one item; who may see them is in a word that no standard has. */
export function manyNodes(account: string, count: number, access: string): Lie {
  const items = Array.from(
    { length: count },
    (_, index) => `<item jid='${account}' node='urn:example:${String(index)}'/>`,
  );
  return (iq) => {
    const node = /node=["']([^"']+)["']/u.exec(iq.xml)?.[1] ?? '';
    switch (iq.payload) {
      case `query ${NS_DISCO}#items`:
        return iq.to === account || iq.to === ''
          ? resultOf(iq, `<query xmlns='${NS_DISCO}#items'>${items.join('')}</query>`)
          : undefined;
      case `pubsub ${NS_PUBSUB}`:
        return resultOf(
          iq,
          `<pubsub xmlns='${NS_PUBSUB}'><items node='${node}'><item id='1'><a xmlns='urn:example'/></item></items></pubsub>`,
        );
      case `pubsub ${NS_PUBSUB}#owner`:
        return resultOf(
          iq,
          `<pubsub xmlns='${NS_PUBSUB}#owner'><configure node='${node}'><x xmlns='jabber:x:data' type='form'>` +
            `<field var='pubsub#access_model'><value>${access}</value></field></x></configure></pubsub>`,
        );
      default:
        return undefined;
    }
  };
}

/** Notes about contacts in private storage, at least so many bytes. */
export function muchPrivateXml(bytes: number): Lie {
  const note = `<note jid='romeo@montague.lit'>${'balcony '.repeat(60)}</note>`;
  const data = note.repeat(Math.ceil(bytes / note.length));
  return (iq) =>
    iq.payload === `query ${NS_PRIVATE}` && iq.xml.includes(NS_NOTES)
      ? resultOf(iq, `<query xmlns='${NS_PRIVATE}'><storage xmlns='${NS_NOTES}'>${data}</storage></query>`)
      : undefined;
}

/** The first that has something to say. */
export function either(...lies: readonly Lie[]): Lie {
  return (iq) => {
    for (const lie of lies) {
      const answer = lie(iq);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}
