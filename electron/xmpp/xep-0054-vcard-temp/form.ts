/** Which elements of a vCard (XEP-0054 §3, §8) hold what Candor shows. */
import { placeKinds, type CardForm, type KindsForm } from '../card-form';
import { NS_VCARD_TEMP } from '../ns';
import { Element } from '../xml';
import { insertChild, removeChild } from '../xml-copy';

/** Empty elements <HOME/> and <WORK/>. */
const flags: KindsForm = {
  read: (entry) => placeKinds.filter((kind) => entry.getChildElements().some((one) => isFlag(one, kind))),
  write(entry, kinds) {
    for (const kind of [...placeKinds].reverse()) {
      const there = entry.getChildElements().filter((one) => isFlag(one, kind));
      if (!kinds.includes(kind)) for (const one of there) removeChild(entry, one);
      else if (there.length === 0) insertChild(entry, new Element(kind.toUpperCase()), 'first');
    }
  },
};

function isFlag(element: Element, kind: string): boolean {
  return element.getName() === kind.toUpperCase();
}

export const vcardTempForm: CardForm = {
  ns: NS_VCARD_TEMP,
  root: 'vCard',
  texts: {
    fullName: { elements: ['FN'], parts: [] },
    nickname: { elements: ['NICKNAME'], parts: [] },
    birthday: { elements: ['BDAY'], parts: [] },
    organization: { elements: ['ORG'], parts: ['ORGNAME'] },
    title: { elements: ['TITLE'], parts: [] },
    role: { elements: ['ROLE'], parts: [] },
    // Services that convert give back as a note what was written as a description.
    about: { elements: ['DESC', 'NOTE'], parts: [] },
  },
  lists: {
    emails: { elements: ['EMAIL'], parts: ['USERID'], kinds: flags },
    phones: { elements: ['TEL'], parts: ['NUMBER'], kinds: flags },
    homepages: { elements: ['URL'], parts: [], kinds: { read: () => [], write: () => undefined } },
  },
  address: {
    element: 'ADR',
    parts: {
      postBox: ['POBOX'],
      // Psi and its kin write the latter.
      extended: ['EXTADD', 'EXTADR'],
      street: ['STREET'],
      locality: ['LOCALITY'],
      region: ['REGION'],
      postalCode: ['PCODE'],
      country: ['CTRY'],
    },
    kinds: flags,
  },
  picture: 'PHOTO',
  companions: { EMAIL: ['INTERNET'], TEL: ['VOICE'] },
};
