/**
 * Words that only those understand who know the protocol. On the privacy screens they stand under "Details"
 * and nowhere else. Names of the standards that people meet elsewhere (vCard, TLS with its version) may stand
 * where the sentence explains them.
 */
const ACRONYMS = [
  ...['ACL', 'API', 'AXOLOTL', 'DANE', 'DNS', 'E2EE', 'HTTP', 'HTTPS', 'IP', 'IQ', 'JID', 'JSON', 'MAM', 'MUC'],
  ...['OMEMO', 'PEP', 'PLAIN', 'PubSub', 'SASL', 'SCRAM', 'SHA', 'SRV', 'SSL', 'STARTTLS', 'TCP', 'URI', 'URL'],
  ...['UUID', 'XEP', 'XML', 'XMPP'],
];
const TERMS = [
  ...[
    'access model',
    'ad-hoc',
    'affiliation',
    'archive id',
    'bare JID',
    'bind',
    'carbons',
    'channel binding',
    'cipher',
  ],
  ...['disco', 'feature var', 'full JID', 'IBR', 'namespace', 'node', 'payload', 'presence stanza'],
  ...['resource', 'roster', 'stanza', 'stream', 'subscription', 'whitelist'],
];
const word = (text: string): string => text.replaceAll('.', String.raw`\.`);
const FORBIDDEN = new RegExp(
  [
    String.raw`\b(?:${ACRONYMS.map(word).join('|')})\b`,
    // Whoever sees a bare TLS knows nothing; with its version it names what the sentence calls encryption.
    String.raw`\bTLS\b(?! 1\.\d)`,
    String.raw`\burn:\S+|https?:\/\/(?:jabber\.org|xmpp\.org)\/\S*|\bjabber:\S+`,
  ].join('|'),
  'gu',
);
const FORBIDDEN_TERMS = new RegExp(String.raw`\b(?:${TERMS.map(word).join('|')})s?\b`, 'giu');

/** Words in a text that a person who knows nothing of XMPP would not understand. */
export function hardWords(text: string): readonly string[] {
  return [...text.matchAll(FORBIDDEN), ...text.matchAll(FORBIDDEN_TERMS)].map(([found]) => found);
}

/** What can be read without opening any "Details". */
export function openText(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('details, summary, svg')) hidden.remove();
  // Texts of neighbours stay apart.
  for (const node of copy.querySelectorAll('*')) node.append(' ');
  return copy.textContent.replace(/\s+/gu, ' ').trim();
}
