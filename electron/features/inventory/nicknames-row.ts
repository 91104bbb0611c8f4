/** Nicknames that rooms have registered for the account (XEP-0045 §7.12): no service lists them, so each bookmarked room is asked. */
import type { BareJid } from '../../xmpp/jid';
import { NS_DISCO_INFO } from '../../xmpp/ns';
import { boundLine } from '../../xmpp/text';
import { buildDiscoGet, parseDiscoInfo } from '../../xmpp/xep-0030-disco/stanza';
import { allBookmarks, readBookmarks } from './bookmarks-row';
import { bounded, field } from './contents';
import type { Reader } from './reader';
import { NotOffered } from './answers';
import type { RowSource } from './source';

const NODE = 'x-roomuser-item';
const MAX_ROOMS = 50;
const MAX_NICK = 1023;
/** For one room; it may be at another service, or gone (milliseconds). */
const PATIENCE = 10_000;

interface RoomNickname {
  readonly room: BareJid;
  /** Empty: none; undefined: the room did not say. */
  readonly nick: string | undefined;
}

async function readNicknames(reader: Reader): Promise<readonly RoomNickname[]> {
  const rooms = allBookmarks(await readBookmarks(reader)).map(({ jid }) => jid);
  return Promise.all(rooms.slice(0, MAX_ROOMS).map((room) => askRoom(reader, room)));
}

async function askRoom({ session }: Reader, room: BareJid): Promise<RoomNickname> {
  try {
    const reply = await session.request(buildDiscoGet(NS_DISCO_INFO, room, NODE), { timeoutMs: PATIENCE });
    const info = parseDiscoInfo(reply);
    const identity = info?.identities.find(({ category }) => category === 'conference');
    return { room, nick: info && boundLine(identity?.name ?? '', MAX_NICK) };
  } catch {
    return { room, nick: undefined };
  }
}

export const nicknamesRow: RowSource = {
  id: 'room-nicknames',
  kind: 'room-nicknames',
  mark: 'measured',
  async read(reader) {
    const asked = await readNicknames(reader).catch((error: unknown) => {
      if (error instanceof NotOffered) return [];
      throw error;
    });
    const answered = asked.filter(({ nick }) => nick !== undefined).length;
    const fact = { fact: 'rooms-asked', mark: 'measured', rooms: asked.length, answered } as const;
    // Rooms that nobody bookmarked cannot be asked; where none said anything, nothing is known.
    if (answered === 0) return { state: { state: 'not-checkable' }, facts: [fact] };
    const count = asked.filter(({ nick }) => nick !== undefined && nick !== '').length;
    return { count, countIsLeast: true, facts: [fact], view: count > 0 };
  },
  async view(reader) {
    const known = (await readNicknames(reader)).filter(({ nick }) => nick !== undefined && nick !== '');
    return bounded(known, ({ room, nick }) => ({ title: room, fields: [...field('nickname', nick ?? '')] }));
  },
};
