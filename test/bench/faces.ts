/** Contacts with pictures: a domain of its own behind the server, whose people all change theirs at once. */
import type { ProsodyComponent } from '../../build/demo/prosody';
import { NS_AVATAR_DATA, NS_AVATAR_METADATA, NS_PUBSUB, NS_PUBSUB_EVENT, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import { sha1Of } from '../../electron/xmpp/sha1';
import { attr, child, type Element } from '../../electron/xmpp/xml';
import { startComponent, type Component } from '../support/component';
import { noisePng } from '../support/noise-png';

/** Pixels; 12 KB of noise, which is as much work as a picture of this size can be. */
const SIDE = 64;

interface Face {
  readonly hash: string;
  /** Base64. */
  readonly data: string;
  readonly bytes: number;
}

/** Contacts whose pictures are asked for by the one who sees them. */
export class Faces {
  readonly #people: readonly string[];
  readonly #faces = new Map<string, Face>();
  /** Hash of the picture that a bare JID has now. */
  readonly #now = new Map<string, string>();
  readonly #unasked = new Set<string>();
  #component: Component | undefined;
  #round = 0;
  #allAsked: () => void = () => undefined;

  private constructor(people: readonly string[]) {
    this.#people = people;
  }

  /** `people`: bare JIDs of the component's domain. */
  static async start(people: readonly string[], where: ProsodyComponent): Promise<Faces> {
    const faces = new Faces(people);
    faces.#component = await startComponent(where, (stanza) => faces.#answer(stanza));
    return faces;
  }

  async stop(): Promise<void> {
    await this.#component?.stop();
  }

  /**
   * Everybody comes online with another picture and says so to `watcher` by both ways (XEP-0084, XEP-0153).
   * Resolves when each of the pictures was asked for.
   */
  change(watcher: string): Promise<void> {
    this.#round += 1;
    this.#faces.clear();
    const told = this.#people.map((person, nth) => {
      const face = makeFace(this.#round * this.#people.length + nth);
      this.#faces.set(face.hash, face);
      this.#now.set(person, face.hash);
      this.#unasked.add(face.hash);
      return announcement(person, watcher, face);
    });
    const asked = new Promise<void>((resolve) => (this.#allAsked = resolve));
    this.#component?.send(told.join(''));
    return asked;
  }

  #answer(stanza: Element): void {
    if (stanza.getName() !== 'iq' || attr(stanza, 'type') !== 'get') return;
    const [from = '', to = '', id = ''] = [attr(stanza, 'from'), attr(stanza, 'to'), attr(stanza, 'id')];
    const content = this.#contentFor(stanza, to);
    const error = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    const type = content === undefined ? 'error' : 'result';
    this.#component?.send(`<iq type='${type}' id='${id}' from='${to}' to='${from}'>${content ?? error}</iq>`);
  }

  #contentFor(iq: Element, owner: string): string | undefined {
    if (child(iq, 'vCard', NS_VCARD_TEMP) !== undefined) {
      const data = this.#take(this.#now.get(owner));
      if (data === undefined) return undefined;
      return `<vCard xmlns='${NS_VCARD_TEMP}'><PHOTO><TYPE>image/png</TYPE><BINVAL>${data}</BINVAL></PHOTO></vCard>`;
    }
    const items = child(iq, 'pubsub', NS_PUBSUB)?.getChild('items');
    const hash = items?.getChild('item')?.attrs['id'] as string | undefined;
    const data = this.#take(hash);
    if (hash === undefined || data === undefined) return undefined;
    const item = `<item id='${hash}'><data xmlns='${NS_AVATAR_DATA}'>${data}</data></item>`;
    return `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_AVATAR_DATA}'>${item}</items></pubsub>`;
  }

  #take(hash: string | undefined): string | undefined {
    const face = hash === undefined ? undefined : this.#faces.get(hash);
    if (face === undefined) return undefined;
    this.#unasked.delete(face.hash);
    if (this.#unasked.size === 0) this.#allAsked();
    return face.data;
  }
}

function makeFace(seed: number): Face {
  const bytes = noisePng(SIDE, seed);
  return { hash: sha1Of(bytes), data: Buffer.from(bytes).toString('base64'), bytes: bytes.length };
}

function announcement(person: string, watcher: string, { hash, bytes }: Face): string {
  const info = `<info id='${hash}' bytes='${String(bytes)}' type='image/png' width='${String(SIDE)}' height='${String(SIDE)}'/>`;
  const item = `<item id='${hash}'><metadata xmlns='${NS_AVATAR_METADATA}'>${info}</metadata></item>`;
  const event = `<event xmlns='${NS_PUBSUB_EVENT}'><items node='${NS_AVATAR_METADATA}'>${item}</items></event>`;
  const update = `<x xmlns='vcard-temp:x:update'><photo>${hash}</photo></x>`;
  return (
    `<presence from='${person}/desk' to='${watcher}'>${update}</presence>` +
    `<message from='${person}' to='${watcher}' type='headline'>${event}</message>`
  );
}
