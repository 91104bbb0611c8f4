/** Traffic for the XML console, without what could be used to sign in. */
import { NS_REGISTER, NS_SASL, NS_SASL2 } from '../ns';
import { child, Element } from '../xml';

/** The element itself where it holds no secret, else a copy with every text in it replaced. */
export function redact(element: Element): Element {
  const ns = element.getNS();
  // Registration carries passwords both ways (XEP-0077 §3.1.1, §3.3), also within an error.
  const carriesPassword = ns === NS_SASL || ns === NS_SASL2 || child(element, 'query', NS_REGISTER) !== undefined;
  return carriesPassword ? withoutText(element) : element;
}

function withoutText(element: Element): Element {
  const copy = new Element(element.name, element.attrs);
  for (const node of element.children) {
    if (node instanceof Element) copy.append(withoutText(node));
    else copy.t('…');
  }
  return copy;
}
