/** The account's two cards: fetched, edited in their place, deleted, and looked at again afterwards. */
import {
  cardFieldNames,
  type CardFieldName,
  type CardFields,
  type FetchedCard,
  type NodeAudience,
  type OneCard,
  type ProfileAudience,
  type SaveAnswer,
  type SavePreview,
  type WhichCard,
} from '../../contract/profile';
import { editCard } from '../../xmpp/card-edit';
import type { CardForm } from '../../xmpp/card-form';
import { readCard } from '../../xmpp/card-read';
import { NS_VCARD4 } from '../../xmpp/ns';
import { Element } from '../../xmpp/xml';
import { vcardTempForm } from '../../xmpp/xep-0054-vcard-temp/form';
import { controlsAudience } from '../../xmpp/xep-0163-pep/stanza';
import { vcard4Form } from '../../xmpp/xep-0292-vcard4/form';
import { withoutPhotos } from '../../xmpp/xep-0292-vcard4/photo';
import { announcesConversion, lostInConversion } from '../../xmpp/xep-0398-conversion/stanza';
import { FeatureError } from '../errors';
import { orFeatureError, PersonalNode } from '../personal/personal-node';
import { fetchedCard, outcomeOf, valueOf, type Fetched } from './answers';
import { judgeOneCard } from './one-card';
import { noLosses, type ProfileAccount } from './profile-account';

const forms: Readonly<Record<WhichCard, CardForm>> = { public: vcardTempForm, chosen: vcard4Form };

/** Both cards and what they say of each other. */
export interface CardsRead {
  readonly public: FetchedCard;
  readonly chosen: FetchedCard;
  readonly oneCard: OneCard;
}

export class OwnCards {
  readonly #account: ProfileAccount;
  readonly #node: PersonalNode<Element>;
  /** Its node may have been made anew for it, and nobody but this program has it until it stands there. */
  #unplaced: Element | undefined;

  constructor(account: ProfileAccount) {
    this.#account = account;
    this.#node = new PersonalNode({
      services: account.services,
      kind: 'chosenCard',
      module: account.services.modules.vcard4,
      empty: new Element('vcard', { xmlns: NS_VCARD4 }),
      keepsContent: true,
    });
  }

  sessionEnded(): void {
    this.#node.sessionEnded();
  }

  /** Rejects with `ConnectionError` where there is no connection. */
  async read(): Promise<CardsRead> {
    const [one, other, features] = await Promise.all([
      this.#fetch('public'),
      this.#fetch('chosen'),
      this.#account.features(),
    ]);
    const now = this.#account.services.clock.now();
    return {
      public: fetchedCard(forms.public, one, now),
      chosen: fetchedCard(forms.chosen, other, now),
      oneCard: judgeOneCard(valueOf(one), valueOf(other), announcesConversion(features)),
    };
  }

  /** The card with its picture, as it is now. Rejects with `StanzaError` or `ConnectionError`. */
  async fetchPublic(): Promise<Element | undefined> {
    return this.#account.services.modules.vcardTemp.fetch();
  }

  async audience(): Promise<NodeAudience> {
    return this.#account.nodeAudience('chosenCard', this.#account.services.modules.vcard4);
  }

  async preview(which: WhichCard, basedOn: string, fields: CardFields): Promise<SavePreview> {
    const [fetched, { oneCard }] = await Promise.all([this.#fetch(which), this.read()]);
    const current = fetchedCard(forms[which], fetched, this.#account.services.clock.now());
    const edited = editCard(forms[which], valueOf(fetched), fields);
    return {
      ...(current.revision !== basedOn && { conflict: current }),
      oneCard,
      losses: noLosses(oneCard) ? [] : lostInConversion(edited),
    };
  }

  async save(which: WhichCard, basedOn: string, fields: CardFields): Promise<SaveAnswer> {
    const { clock } = this.#account.services;
    const form = forms[which];
    const before = await this.#fetch(which);
    if ('error' in before) throw before.error === 'timeout' ? new FeatureError('timeout') : before.error;
    const theirs = fetchedCard(form, before, clock.now());
    if (theirs.revision !== basedOn) return { outcome: 'conflict', theirs };
    const edited = editCard(form, before.value, fields);
    await this.#write(which, edited);
    const { oneCard, ...cards } = await this.read();
    const now = cards[which];
    const wanted = readCard(form, edited);
    const found = now.answer.outcome === 'card' ? now.answer.card : undefined;
    return {
      outcome: 'saved',
      now,
      oneCard,
      differing: wanted === undefined ? [] : differing(wanted.fields, found?.fields),
      lostHidden: Math.max(0, (wanted?.hidden ?? 0) - (found?.hidden ?? 0)),
    };
  }

  async delete(which: WhichCard): Promise<void> {
    const { modules } = this.#account.services;
    if (which === 'public') await modules.vcardTemp.remove();
    else {
      this.#unplaced = undefined;
      await orFeatureError(() => this.#node.remove(this.#audience));
    }
  }

  /** Takes every picture out of the chosen card; all else in it stays as it is. */
  async removePhotos(): Promise<void> {
    const there = (await this.#account.services.modules.vcard4.fetch()).at(-1);
    if (there === undefined) return;
    const rest = withoutPhotos(there);
    if (rest.children.length === there.children.length) return;
    if (rest.getChildElements().length > 0) await this.#write('chosen', rest);
    else await this.delete('chosen');
  }

  /** The audience is chosen already: what stands in the node is shown to it, and to nobody else. */
  async keepInStep(): Promise<void> {
    const card = await this.#account.services.modules.vcard4.fetch();
    const there = card.at(-1);
    if (there !== undefined) await this.#write('chosen', there);
  }

  /** A card that an interruption took from the service while its audience was changed is put back there. */
  async placeAgain(): Promise<void> {
    const card = this.#unplaced;
    if (card === undefined) return;
    const there = (await this.#account.services.modules.vcard4.fetch()).at(-1);
    // A node is emptied before it is taken away.
    if (there !== undefined && there.getChildElements().length > 0) this.#unplaced = undefined;
    else await this.#write('chosen', card);
  }

  async #write(which: WhichCard, card: Element): Promise<void> {
    if (which === 'public') await this.#account.services.modules.vcardTemp.publish(card);
    else {
      if (!controlsAudience(await this.#account.features())) throw new FeatureError('not-offered');
      const audience = this.#audience;
      this.#unplaced = card;
      await orFeatureError(() => this.#node.publish(card, audience, this.#account.access(audience)));
      this.#unplaced = undefined;
    }
  }

  get #audience(): ProfileAudience {
    return this.#account.audience('chosenCard');
  }

  #fetch(which: WhichCard): Promise<Fetched<Element>> {
    const { vcardTemp, vcard4 } = this.#account.services.modules;
    return outcomeOf(which === 'public' ? vcardTemp.fetch() : vcard4.fetch().then((items) => items.at(-1)));
  }
}

function differing(wanted: CardFields, found: CardFields | undefined): readonly CardFieldName[] {
  return cardFieldNames.filter((name) => comparable(wanted[name]) !== comparable(found?.[name]));
}

/** Without the names of entries, which follow from the rest. */
function comparable(value: CardFields[CardFieldName] | undefined): string {
  if (typeof value !== 'object') return value ?? '';
  return JSON.stringify(value, (key, part: unknown) => (key === 'id' ? undefined : part));
}
