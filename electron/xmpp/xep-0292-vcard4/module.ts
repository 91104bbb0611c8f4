import { NODE_VCARD4 } from '../ns';
import type { Element } from '../xml';
import { PepNodeModule } from '../xep-0163-pep/module';
import { buildVcard4, parseVcard4 } from './stanza';

/** vCard4 over XMPP (XEP-0292): the card for whom the user chooses. Nobody's is waited for; each is asked for when it is shown. */
export class Vcard4Module extends PepNodeModule<Element> {
  override readonly name = 'XEP-0292';
  protected override readonly content = { node: NODE_VCARD4, read: parseVcard4, write: buildVcard4 };
}
