/** Answers of service discovery (XEP-0030). Of one that holds only nonsense nothing follows. */
import { NS_DISCO_INFO, NS_DISCO_ITEMS } from '../../xmpp/ns';
import { child, type Element } from '../../xmpp/xml';
import { parseDiscoInfo, parseDiscoItems, type DiscoInfo, type DiscoItem } from '../../xmpp/xep-0030-disco/stanza';
import { NotUnderstood, understood, understoodList } from './answers';

/** Throws `NotUnderstood`. */
export function readInfo(reply: Element): DiscoInfo {
  const info = understood(parseDiscoInfo(reply));
  const { identities, features, forms } = info;
  if (identities.length + features.length + forms.length === 0 && holdsSomething(reply, NS_DISCO_INFO))
    throw new NotUnderstood();
  return info;
}

/** Throws `NotUnderstood`. */
export function readItemList(reply: Element): readonly DiscoItem[] {
  return understoodList(parseDiscoItems(reply), holdsSomething(reply, NS_DISCO_ITEMS) ? 1 : 0);
}

function holdsSomething(reply: Element, ns: string): boolean {
  return (child(reply, 'query', ns)?.getChildElements().length ?? 0) > 0;
}
