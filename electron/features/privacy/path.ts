/**
 * The path of a message, from this computer to the other one or back, and what is known of each part of it.
 * What lies beyond the own service cannot be seen from here.
 */
import type { Fact, FactData, FactKey, Mark } from '../../contract/facts';
import type { Message } from '../../contract/messages';
import type { MessagePath, PathHop, PolicyPack, ProbeReport, UnknownFact, WaitingNote } from '../../contract/privacy';
import { domainOf, type BareJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';

export interface PathOptions {
  readonly account: LiveAccount;
  readonly peer: BareJid;
  /** Undefined: what would be written now. */
  readonly message: Message | undefined;
  /** The pack that speaks of the own service. */
  readonly pack: PolicyPack;
  /** Of the probe "archive". */
  readonly archive: ProbeReport;
}

export function pathOf(options: PathOptions): MessagePath {
  const { account, peer, message } = options;
  const service = domainOf(account.jid);
  const theirs = domainOf(peer);
  const direction = message?.direction ?? 'out';
  const fact = factsAt(account);
  const beyond: PathHop[] =
    theirs === service
      ? []
      : [
          hop('service-link', theirs, fact('service-link', 'not-checkable', { from: service, to: theirs })),
          hop(
            'other-service',
            theirs,
            fact('other-service', 'not-checkable', { service: theirs }),
            fact('may-wait-at-service', 'not-checkable', { service: theirs }),
          ),
        ];
  const hops: PathHop[] = [
    hop('this-computer', '', fact('history-here', 'measured', { policy: account.record.historyPolicy })),
    connectionHop(options),
    ownServiceHop(options, service, theirs === service),
    ...beyond,
    devicesHop(options),
  ];
  return {
    with: peer,
    direction,
    hops: direction === 'in' ? hops.reverse() : hops,
    // Candor cannot encrypt from end to end, so nothing that it sends is.
    endToEnd: fact('end-to-end', 'measured', { encrypted: false }),
  };
}

/** Null: they are there, it is not known whether they are, or nothing waits for oneself. */
export function waitingNote(account: LiveAccount, peer: BareJid, pack: PolicyPack): WaitingNote | null {
  const { contacts } = account;
  if (!account.isOnline || peer === account.jid || !contacts.seesThem(peer)) return null;
  if (contacts.resourcesOf(peer).length > 0) return null;
  const service = domainOf(peer);
  const fact = factsAt(account);
  return service === domainOf(account.jid) && promisesToKeep(pack)
    ? fact('waits-at-service', 'policy-says', { service, encrypted: false })
    : fact('may-wait-at-service', 'not-checkable', { service });
}

/** Whether a policy says that messages wait, as `5.offline` of jabber.org does. */
function promisesToKeep({ sections }: PolicyPack): boolean {
  return sections.some(({ clauses }) =>
    clauses.some(({ says, checks }) => says !== undefined && checks.includes('messages-wait')),
  );
}

function connectionHop({ account, message }: PathOptions): PathHop {
  const { negotiated } = account.session;
  const unknown = (why: UnknownFact['why']): PathHop => unknownHop('connection', domainOf(account.jid), why);
  if (negotiated === undefined) return unknown('offline');
  // How an earlier connection was is not kept; this one says nothing of it.
  if (message !== undefined && message.at < negotiated.since) return unknown('not-kept');
  const { host, port, encryption, tlsVersion, cipher, since } = negotiated;
  const data = { host, port, encryption, tlsVersion, cipher, since };
  return hop('connection', host, factsAt(account)('connection', 'measured', data));
}

function ownServiceHop({ account, pack, archive }: PathOptions, service: string, isTheirs: boolean): PathHop {
  const fact = factsAt(account);
  const waits: readonly Fact[] = !isTheirs
    ? []
    : promisesToKeep(pack)
      ? [fact('waits-at-service', 'policy-says', { service, encrypted: false })]
      : [fact('may-wait-at-service', 'not-checkable', { service })];
  return { ...hop('own-service', service, ...waits, ...archive.facts), unknown: archive.unknown };
}

/** Presence only tells of others while there is a connection. */
function devicesHop({ account, peer }: PathOptions): PathHop {
  if (!account.isOnline) return unknownHop('their-devices', peer, 'offline');
  const online = account.contacts.resourcesOf(peer).length;
  return hop('their-devices', peer, factsAt(account)('their-devices', 'measured', { online }));
}

function hop(place: PathHop['place'], name: string, ...facts: readonly Fact[]): PathHop {
  return { place, name, facts, unknown: [] };
}

function unknownHop(place: Extract<PathHop['place'], FactKey>, name: string, why: UnknownFact['why']): PathHop {
  return { ...hop(place, name), unknown: [{ what: place, why }] };
}

/** Facts that are seen now. */
function factsAt(account: LiveAccount) {
  const seenAt = account.services.clock.now();
  return <K extends FactKey>(key: K, mark: Mark, data: FactData[K]): Fact<K> => ({ key, data, mark, seenAt });
}
