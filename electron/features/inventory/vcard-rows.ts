/** The cards: vcard-temp (XEP-0054), which everybody can fetch, and vCard4 in its node (XEP-0292). */
import { StanzaError } from '../../xmpp/errors';
import { NODE_VCARD4, NS_PEP_VCARD_CONVERSION, NS_VCARD_TEMP } from '../../xmpp/ns';
import { xml, type Element } from '../../xmpp/xml';
import { buildVcardGet, buildVcardSet, parseVcard } from '../../xmpp/xep-0054-vcard-temp/stanza';
import { sizeOf, xmlContents } from './contents';
import { unlessNotOffered } from './failures';
import { pepNodeRow, pepRowId } from './pep-rows';
import type { Reader } from './reader';
import { NotUnderstood } from './answers';
import type { RowSource } from './source';

/** The card; undefined where there is none or an empty one. Rejects as the question does, or with `NotOffered` or `NotUnderstood`. */
export async function readVcard({ session, offered }: Reader): Promise<Element | undefined> {
  const announced = async (): Promise<boolean> => {
    const { account, server } = await offered();
    return server.has(NS_VCARD_TEMP) || account.has(NS_VCARD_TEMP);
  };
  try {
    const reply = await unlessNotOffered(announced, () => session.request(buildVcardGet()));
    const card = parseVcard(reply);
    if (card === undefined && reply.getChildElements().length > 0) throw new NotUnderstood();
    return card === undefined || !holdsText(card) ? undefined : card;
  } catch (error) {
    if (error instanceof StanzaError && error.condition === 'item-not-found') return undefined;
    throw error;
  }
}

/** Some services answer with the names of all fields and nothing in them once a card was emptied. */
function holdsText(element: Element): boolean {
  const children = element.getChildElements();
  return children.length === 0 ? element.text().trim() !== '' : children.some(holdsText);
}

export async function writeVcard({ session }: Reader, card: Element): Promise<void> {
  await session.request(buildVcardSet(card));
}

/** Whether the service makes one card of both (XEP-0398). */
async function isOneCard({ offered }: Reader): Promise<boolean> {
  return offered().then(
    ({ account }) => account.has(NS_PEP_VCARD_CONVERSION),
    () => false,
  );
}

const vcardRow: RowSource = {
  id: 'vcard',
  kind: 'vcard',
  mark: 'measured',
  async read(reader) {
    const card = await readVcard(reader);
    const there = card !== undefined;
    return {
      ...{ count: there ? 1 : 0, view: there, deletable: there },
      ...(there && { bytes: sizeOf([card]) }),
      alsoIn: (await isOneCard(reader)) ? ['vcard4', pepRowId(NODE_VCARD4)] : [],
    };
  },
  async view(reader) {
    const card = await readVcard(reader);
    return xmlContents(card === undefined ? [] : [{ title: '', elements: card.getChildElements() }]);
  },
  async remove(reader) {
    // An empty card is all that the protocol has for none (§3.2).
    await writeVcard(reader, xml('vCard', { xmlns: NS_VCARD_TEMP }));
    if (await isOneCard(reader)) await reader.nodes.remove(NODE_VCARD4);
  },
  isGone: ({ count }) => count === 0,
};

const node = pepNodeRow(NODE_VCARD4);

const vcard4Row: RowSource = {
  ...{ id: 'vcard4', kind: 'vcard4', mark: 'measured' },
  async read(reader) {
    const reading = await node.read(reader);
    return { ...reading, alsoIn: [pepRowId(NODE_VCARD4), ...((await isOneCard(reader)) ? ['vcard'] : [])] };
  },
  ...(node.view !== undefined && { view: node.view }),
  ...(node.remove !== undefined && { remove: node.remove }),
  ...(node.isGone !== undefined && { isGone: node.isGone }),
  ...(node.setAudience !== undefined && { setAudience: node.setAudience }),
  ...(node.fits !== undefined && { fits: node.fits }),
};

export const vcardRows: readonly RowSource[] = [vcardRow, vcard4Row];
