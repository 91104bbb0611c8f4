/** What this app sent by itself, gathered as the window has switches for it. */
import { sentKinds, type SentKind, type SentPage } from '../../contract/privacy';
import { LEDGER_KEEPS, type LedgerKind, type LedgerTable } from '../../store/ledger-table';

/** Entries a page. */
const PAGE = 100;

/** Complete: a new kind of the ledger needs its place here. */
const kindOf: Readonly<Record<LedgerKind, SentKind>> = {
  receipt: 'receipts',
  typing: 'typing',
  'read-marker': 'readMarkers',
  'read-sync': 'readSync',
  version: 'version',
  'idle-time': 'idleTime',
  host: 'hosts',
  tune: 'tune',
  'tune-cleared': 'tune',
  'tune-audience': 'tune',
  mood: 'notes',
  'mood-cleared': 'notes',
  'mood-audience': 'notes',
  activity: 'notes',
  'activity-cleared': 'notes',
  'activity-audience': 'notes',
  nickname: 'notes',
  'nickname-cleared': 'notes',
  'nickname-audience': 'notes',
  chosenCard: 'notes',
  'chosenCard-cleared': 'notes',
  'chosenCard-audience': 'notes',
  picture: 'notes',
  'picture-cleared': 'notes',
  'picture-audience': 'notes',
};
const allKinds = Object.entries(kindOf) as [LedgerKind, SentKind][];

function kindsOf(kind: SentKind): readonly LedgerKind[] {
  return allKinds.filter(([, one]) => one === kind).map(([ledgerKind]) => ledgerKind);
}

export function sentPage(
  ledger: LedgerTable,
  account: string,
  { kinds, before, now }: { kinds: readonly SentKind[]; before: number | undefined; now: number },
): SentPage {
  const rows = ledger.page(account, {
    kinds: kinds.flatMap(kindsOf),
    since: now - LEDGER_KEEPS,
    ...(before === undefined ? {} : { before }),
    limit: PAGE + 1,
  });
  return {
    entries: rows.slice(0, PAGE).map(({ kind, ...row }) => ({ ...row, kind: kindOf[kind], what: kind })),
    hasMore: rows.length > PAGE,
  };
}

/** Of the last seven days. */
export function sentCounts(ledger: LedgerTable, account: string, now: number): Readonly<Record<SentKind, number>> {
  const counts = ledger.counts(account, now - LEDGER_KEEPS);
  const sum = (kind: SentKind): number => kindsOf(kind).reduce((total, one) => total + (counts.get(one) ?? 0), 0);
  return Object.fromEntries(sentKinds.map((kind) => [kind, sum(kind)])) as Record<SentKind, number>;
}
