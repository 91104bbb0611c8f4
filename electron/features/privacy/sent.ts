/** What this app sent by itself, gathered as the window has switches for it. */
import { sentKinds, type SentKind, type SentPage } from '../../contract/privacy';
import { LEDGER_KEEPS, type LedgerKind, type LedgerTable } from '../../store/ledger-table';

/** Entries a page. */
const PAGE = 100;

const kindsOf: Readonly<Record<SentKind, readonly LedgerKind[]>> = {
  receipts: ['receipt'],
  typing: ['typing'],
  readMarkers: ['read-marker'],
  readSync: ['read-sync'],
  version: ['version'],
  idleTime: ['idle-time'],
  tune: ['tune', 'tune-cleared', 'tune-audience'],
  notes: (['mood', 'activity', 'nickname'] as const).flatMap((note) => [
    note,
    `${note}-cleared` as const,
    `${note}-audience` as const,
  ]),
  hosts: ['host'],
};

const kindOf = new Map(sentKinds.flatMap((kind) => kindsOf[kind].map((one) => [one, kind] as const)));

export function sentPage(
  ledger: LedgerTable,
  account: string,
  { kinds, before, now }: { kinds: readonly SentKind[]; before: number | undefined; now: number },
): SentPage {
  const rows = ledger.page(account, {
    kinds: kinds.flatMap((kind) => kindsOf[kind]),
    since: now - LEDGER_KEEPS,
    ...(before === undefined ? {} : { before }),
    limit: PAGE + 1,
  });
  return {
    entries: rows.slice(0, PAGE).map(({ kind, ...row }) => ({ ...row, kind: kindOf.get(kind) ?? 'notes', what: kind })),
    hasMore: rows.length > PAGE,
  };
}

/** Of the last seven days. */
export function sentCounts(ledger: LedgerTable, account: string, now: number): Readonly<Record<SentKind, number>> {
  const counts = ledger.counts(account, now - LEDGER_KEEPS);
  const sum = (kind: SentKind): number => kindsOf[kind].reduce((total, one) => total + (counts.get(one) ?? 0), 0);
  return Object.fromEntries(sentKinds.map((kind) => [kind, sum(kind)])) as Record<SentKind, number>;
}
