/** A conversation as a file: what stands before, each message, what stands after. All text is somebody else's and is escaped. */
import type { ExportFormat, Message } from '../../contract/messages';
import { exportWords as words } from './words';

export interface ExportedConversation {
  /** Bare JID. */
  readonly account: string;
  /** Bare JID. */
  readonly with: string;
  /** As the user calls them. */
  readonly name: string;
  readonly exportedAt: number;
}

export interface ConversationFormat {
  readonly begin: (conversation: ExportedConversation) => string;
  /** `first`: no message was written before it. `more`: what else a record of it holds. */
  readonly message: (message: Message, conversation: ExportedConversation, first: boolean, more?: object) => string;
  readonly end: () => string;
}

/** "2026-01-15 12:03:09 +01:00" in the time zone of the computer. */
function localTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}

function authorOf({ direction }: Pick<Message, 'direction'>, { name }: ExportedConversation): string {
  return direction === 'out' ? words.you : name;
}

/** What it answers. */
function answersOf({ replyTo }: Message, conversation: ExportedConversation): string | undefined {
  return replyTo && words.answers(authorOf(replyTo, conversation), oneLine(replyTo.text));
}

/** `by`: bare JID. */
function nameOf(by: string, { account, with: peer, name }: ExportedConversation): string {
  if (by === account) return words.you;
  return by === peer ? name : by;
}

/** What is to be said of a message beside its text. */
function remarksOf(message: Message, conversation: ExportedConversation): string[] {
  return [
    ...(message.untrustedCorrection === true ? [words.untrustedCorrection] : []),
    ...(message.bodyCut === true ? [words.cut] : []),
    ...(message.retracted === true ? [words.retracted] : []),
    ...(message.correctedAt === undefined ? [] : [words.corrected]),
    ...(message.state === 'failed' ? [words.failed] : []),
    ...(message.state === 'waiting' ? [words.waiting] : []),
    ...(message.refused ?? []).map(({ what }) => words.refused[what]),
    ...(message.reactions ?? []).map(({ by, emojis }) => `${nameOf(by, conversation)}: ${emojis.join(' ')}`),
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

const text: ConversationFormat = {
  begin: (one) => `${words.title(one.name, one.with)}\n${words.subtitle(one.account, localTime(one.exportedAt))}\n\n`,
  message(message, conversation) {
    const remarks = remarksOf(message, conversation).map((remark) => ` [${oneLine(remark)}]`);
    const answers = answersOf(message, conversation);
    // Further lines of a message stand in, so that none can pass for a message of its own.
    const body = message.body.replaceAll(/\r\n?|\n|\u2028|\u2029/gu, '\n    ');
    const author = `${oneLine(authorOf(message, conversation))}${answers === undefined ? '' : ` (${oneLine(answers)})`}`;
    return `[${localTime(message.at)}] ${author}: ${body}${remarks.join('')}\n`;
  },
  end: () => '',
};

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color-scheme:light dark}' +
  'article{margin:.6em 0}blockquote{margin:0;padding-left:.7em;border-left:3px solid;opacity:.75}header{font-size:.85em;opacity:.75}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}';

/** The beginning of a page that loads nothing and runs nothing; its end is `formats.html.end`. */
export function htmlHead(title: string, subtitle: string): string {
  return (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n` +
    `<title>${htmlEscaped(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<h1>${htmlEscaped(title)}</h1>\n` +
    `<p>${htmlEscaped(subtitle)}</p>\n`
  );
}

const html: ConversationFormat = {
  begin: (one) => htmlHead(words.title(one.name, one.with), words.subtitle(one.account, localTime(one.exportedAt))),
  message(message, conversation) {
    const remarks = remarksOf(message, conversation).map((remark) => ` · <bdi>${htmlEscaped(remark)}</bdi>`);
    const answers = answersOf(message, conversation);
    const quote = answers === undefined ? '' : `<blockquote><bdi>${htmlEscaped(answers)}</bdi></blockquote>\n`;
    const time = `<time datetime="${new Date(message.at).toISOString()}">${localTime(message.at)}</time>`;
    return (
      `<article>\n<header><b><bdi>${htmlEscaped(authorOf(message, conversation))}</bdi></b> ${time}${remarks.join('')}</header>\n` +
      `${quote}<p>${htmlEscaped(message.body)}</p>\n</article>\n`
    );
  },
  end: () => '</body>\n</html>\n',
};

/**
 * `{format: "candor-conversation", version: 1, account, with, name, exportedAt, messages: […]}`. A message has
 * `at` (RFC 3339, UTC), `direction` ("in" or "out"), `id`, `resource`, `text`, `state` and, where it applies,
 * `textCut` (its end is missing), `delayed`, `carbon`, `failure`, `correctedAt`, `untrustedCorrection`, `retracted`, `replyTo`,
 * `reactions` and `refused` (what was said of it and did not arrive).
 */
const json: ConversationFormat = {
  begin({ account, with: peer, name, exportedAt }) {
    const head = { format: 'candor-conversation', version: 1, account, with: peer, name, exportedAt: iso(exportedAt) };
    return `${JSON.stringify(head).slice(0, -1)},"messages":[\n`;
  },
  message(message, _conversation, first, more) {
    const { at, direction, id, resource, body, bodyCut, state, delayed, carbon, replyTo } = message;
    const { failure, correctedAt, untrustedCorrection, retracted, reactions, refused } = message;
    const entry = {
      ...more,
      at: iso(at),
      direction,
      id,
      resource,
      text: body,
      state,
      // What is undefined is left out.
      textCut: bodyCut,
      delayed: delayed || undefined,
      carbon: carbon || undefined,
      failure,
      correctedAt: correctedAt && iso(correctedAt),
      untrustedCorrection,
      retracted,
      replyTo: replyTo && { direction: replyTo.direction, text: replyTo.text },
      reactions,
      refused,
    };
    return `${first ? '' : ',\n'}${JSON.stringify(entry)}`;
  },
  end: () => '\n]}\n',
};

export const formats: Readonly<Record<ExportFormat, ConversationFormat>> = { text, html, json };

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Text as it can stand in a page or in an attribute of it. */
export function htmlEscaped(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? character);
}
