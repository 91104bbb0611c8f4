/** What both sides of a connection believe when something never comes: for whoever has to find out whose fault it is. */
import type { Prosody } from '../../build/demo/prosody';
import type { FaultyProxy } from '../support/faulty-proxy';
import type { Person } from './people/person';

/** Each session of the server: what it handled, what waits to be acknowledged, and whether it reads. */
const SERVER_STATE = `>(function()
  local lines = {}
  for user, sessions in pairs(prosody.hosts["localhost"].sessions) do
    for resource, session in pairs(sessions.sessions) do
      local queue, conn, thread = session.outgoing_stanza_queue, session.conn, session.thread
      lines[#lines + 1] = string.format("%s/%s handled %s, unacknowledged %s of %s, hibernating %s, awaits ack %s, connected %s, reads %s, paused %s, wants to write %s, task %s with %s waiting",
        user, resource, tostring(session.handled_stanza_count), tostring(queue and queue:count_unacked()),
        tostring(queue and queue:count_unacked() + queue:count_acked()), tostring(session.hibernating),
        tostring(session.awaiting_ack), tostring(conn ~= nil), tostring(conn and conn._wantread),
        tostring(conn and conn._pausefor ~= nil), tostring(conn and conn._wantwrite),
        tostring(thread and thread.state), tostring(thread and #thread.queue))
    end
  end
  return table.concat(lines, "; ")
end)()`.replaceAll('\n', ' ');

export interface Connected {
  readonly person: Person;
  readonly way: FaultyProxy;
}

/** Runs `wait`; where it never comes, says what the wires said and what the server has, and throws on. */
export async function explainStall<R>(
  { prosody, connected, say }: { prosody: Prosody; connected: readonly Connected[]; say: (text: string) => void },
  wait: () => Promise<R>,
): Promise<R> {
  try {
    return await wait();
  } catch (error) {
    for (const { person, way } of connected)
      say(`${person.jid}: ${String(person.connection?.state)}\n${String(person.tap)}\n  network: ${way.describe()}`);
    say(await prosody.shell(SERVER_STATE).catch((reason: unknown) => `the server says nothing: ${String(reason)}`));
    throw error;
  }
}
