/** How stanzas of cards and pictures are read and written, for the pairs beside this file. */
import type { Card, CardAddress, CardEntry, CardFields } from '../../electron/contract/profile';
import { editCard } from '../../electron/xmpp/card-edit';
import type { CardForm } from '../../electron/xmpp/card-form';
import { readCard } from '../../electron/xmpp/card-read';
import { NS_PUBSUB, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import { attr, xml, type Element } from '../../electron/xmpp/xml';
import { vcardTempForm } from '../../electron/xmpp/xep-0054-vcard-temp/form';
import { buildVcardGet, buildVcardSet, parseVcard } from '../../electron/xmpp/xep-0054-vcard-temp/stanza';
import type { PubsubItem } from '../../electron/xmpp/xep-0060-pubsub/stanza';
import {
  buildAvatarData,
  buildMetadata,
  parseAvatarData,
  parseMetadata,
  type AvatarMetadata,
} from '../../electron/xmpp/xep-0084-user-avatar/stanza';
import {
  buildPhotoUpdate,
  parsePhoto,
  parsePhotoUpdate,
  withPhoto,
} from '../../electron/xmpp/xep-0153-vcard-avatars/stanza';
import { buildReportingBlock } from '../../electron/xmpp/xep-0191-blocking/stanza';
import { vcard4Form } from '../../electron/xmpp/xep-0292-vcard4/form';
import { buildVcard4, parseVcard4 } from '../../electron/xmpp/xep-0292-vcard4/stanza';
import type { Report } from '../../electron/xmpp/xep-0377-reporting/stanza';
import { bare } from '../support/addresses';
import type { Codec } from './codec';

const MAX_BYTES = 1000;

/** What a card holds, without the names that its entries got. */
function shown(card: Card | undefined): unknown {
  if (card === undefined) return undefined;
  const { fields, hiddenNames, pictureBytes } = card;
  return {
    fields: {
      ...fields,
      emails: fields.emails.map(nameless),
      phones: fields.phones.map(nameless),
      homepages: fields.homepages.map(nameless),
      addresses: fields.addresses.map(nameless),
    },
    ...(hiddenNames.length > 0 && { hidden: hiddenNames }),
    ...(pictureBytes !== undefined && { pictureBytes }),
  };
}

function nameless<T extends CardEntry | CardAddress>(entry: T): Omit<T, 'id'> {
  const { id, ...rest } = entry;
  if (id === undefined) throw new Error('an entry without a name');
  return rest;
}

interface CardJson {
  readonly fields: CardFields;
}

function made(form: CardForm, { fields }: CardJson): Element {
  return editCard(form, undefined, fields);
}

function item({ id, payload }: PubsubItem): Element {
  return xml('item', { xmlns: NS_PUBSUB, id }, payload);
}

function itemIn(element: Element): PubsubItem | undefined {
  const payload = element.getChildElements()[0];
  return payload && { id: attr(element, 'id') ?? '', payload };
}

interface DataJson {
  readonly hash: string;
  readonly bytes: string;
}

interface PhotoJson {
  readonly type: string;
  readonly bytes: string;
}

export const profileCodecs: Readonly<Record<string, Codec>> = {
  'xep-0054-vcard-temp': {
    parse: (iq) => {
      const card = parseVcard(iq);
      return card && shown(readCard(vcardTempForm, card));
    },
    build: (json: CardJson | { readonly ask: string | null }) =>
      'ask' in json ? buildVcardGet(json.ask ?? undefined) : buildVcardSet(made(vcardTempForm, json)),
  },
  'xep-0084-user-avatar': {
    parse: (element) => {
      const one = itemIn(element);
      const metadata = one && parseMetadata(one);
      if (metadata !== undefined) return { metadata };
      const data = one && parseAvatarData(one, MAX_BYTES);
      return data && { data: { hash: data.hash, bytes: Buffer.from(data.bytes).toString('hex') } };
    },
    build: (json: { readonly metadata: AvatarMetadata } | { readonly data: DataJson }) =>
      item(
        'metadata' in json
          ? buildMetadata(json.metadata)
          : buildAvatarData({ hash: json.data.hash, bytes: Buffer.from(json.data.bytes, 'hex') }),
      ),
  },
  'xep-0153-vcard-avatars': {
    parse: (element) => {
      if (element.getName() === 'presence') return parsePhotoUpdate(element);
      const photo = parsePhoto(element, MAX_BYTES);
      return photo && { type: photo.type, bytes: Buffer.from(photo.bytes).toString('hex') };
    },
    build: (json: string | PhotoJson) => {
      if (typeof json === 'string') return xml('presence', {}, buildPhotoUpdate(json));
      return withPhoto(xml('vCard', { xmlns: NS_VCARD_TEMP }), { ...json, bytes: Buffer.from(json.bytes, 'hex') });
    },
  },
  'xep-0292-vcard4': {
    parse: (element) => {
      const one = itemIn(element);
      const card = one && parseVcard4(one);
      return card && shown(readCard(vcard4Form, card));
    },
    build: (json: CardJson) => item(buildVcard4(made(vcard4Form, json))),
  },
  'xep-0377-reporting': {
    build: (json: Report & { readonly jid: string }) => buildReportingBlock(bare(json.jid), json),
  },
};
