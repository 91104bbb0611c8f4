/** What a policy says beside what was seen. Nothing that could not be checked ever "agrees". */
import type { Fact, FactKey } from '../../contract/facts';
import type { CheckName, Finding, PolicyPack, ProbeName, ProbeReport, Verdict } from '../../contract/privacy';

interface Judged {
  readonly verdict: Exclude<Verdict, 'could-not-find-out'>;
  readonly facts: readonly Fact[];
}

interface Check {
  readonly probe: ProbeName;
  /** What must be known to judge at all. */
  readonly needs: readonly FactKey[];
  readonly judge: (report: ProbeReport, pack: PolicyPack) => Judged;
}

const checks: Readonly<Record<CheckName, Check>> = {
  'registration-asks-no-more': {
    probe: 'registration',
    needs: ['registration-fields'],
    judge: (report) =>
      judged(factOf(report, 'registration-fields'), ({ data: { extra, registered } }) => {
        if (extra.length > 0) return 'differs';
        // What is on file of one who is there already says nothing of what newcomers are asked.
        return registered ? 'not-checkable' : 'agrees';
      }),
  },
  'vcard-is-public': {
    probe: 'vcard',
    needs: ['vcard', 'vcard-for-others'],
    judge: (report) => {
      const card = factOf(report, 'vcard');
      const empty = card?.data.fields.length === 0 && !card.data.photo;
      const seen = factOf(report, 'vcard-for-others');
      // An empty card is shown to nobody; that says nothing of a full one.
      return judged(empty ? undefined : seen, ({ data }) => (data.shown ? 'agrees' : 'differs'));
    },
  },
  'nodes-for-contacts': {
    probe: 'personal-nodes',
    needs: ['personal-nodes'],
    judge: (report) =>
      judged(factOf(report, 'personal-nodes'), ({ data: { nodes } }) => {
        if (nodes.some(({ access }) => access === 'open')) return 'differs';
        return nodes.length === 0 || nodes.some(({ access }) => access === 'unknown') ? 'not-checkable' : 'agrees';
      }),
  },
  'messages-not-kept': {
    probe: 'archive',
    needs: ['archive-contents', 'archive-preference'],
    judge: (report) => {
      const preference = factOf(report, 'archive-preference');
      const contents = factOf(report, 'archive-contents');
      const some = factOf(report, 'archive-not-empty');
      const keeps = preference !== undefined && (preference.data.default !== 'never' || preference.data.always > 0);
      const kept = some !== undefined || (contents !== undefined && contents.data.count > 0);
      // An empty archive, or none, does not prove that nothing is written down elsewhere.
      return { verdict: keeps || kept ? 'differs' : 'not-checkable', facts: report.facts };
    },
  },
  'messages-wait': {
    probe: 'offline-messages',
    needs: ['offline-messages'],
    judge: (report) => judged(factOf(report, 'offline-messages'), () => 'agrees'),
  },
  'connection-encrypted': {
    probe: 'connection',
    needs: ['connection'],
    judge: (report) => judged(factOf(report, 'connection'), () => 'agrees'),
  },
  'contact-addresses-match': {
    probe: 'service-info',
    needs: ['no-contact-addresses'],
    judge: (report, pack) =>
      judged(factOf(report, 'contact-addresses'), ({ data }) =>
        data.addresses.some(({ address }) => pack.contacts.some((contact) => names(address, contact)))
          ? 'agrees'
          : 'differs',
      ),
  },
};

/** The probes that a pack's clauses show or are judged by. */
export function probesOf(pack: PolicyPack): readonly ProbeName[] {
  const all = pack.sections.flatMap(({ clauses }) => clauses);
  return [
    ...new Set(all.flatMap((clause) => [...clause.probes, ...clause.checks.map((check) => checks[check].probe)])),
  ];
}

/** One finding a check, and one for each clause that nobody can check; what differs first, else in the order of the pack. */
export function findingsOf(pack: PolicyPack, reports: readonly ProbeReport[]): readonly Finding[] {
  const findings = pack.sections
    .flatMap(({ clauses }) => clauses)
    .flatMap((clause): Finding[] => {
      if (clause.checks.length > 0) return clause.checks.map((check) => findingOf(clause.id, check, pack, reports));
      if (clause.notCheckable === undefined) return [];
      return [{ clause: clause.id, verdict: 'not-checkable', facts: [] }];
    });
  return [
    ...findings.filter(({ verdict }) => verdict === 'differs'),
    ...findings.filter(({ verdict }) => verdict !== 'differs'),
  ];
}

function findingOf(clause: string, name: CheckName, pack: PolicyPack, reports: readonly ProbeReport[]): Finding {
  const { probe, needs, judge } = checks[name];
  const report = reports.find((one) => one.probe === probe);
  if (report === undefined) return { clause, check: name, verdict: 'not-checkable', facts: [] };
  const judgement = judge(report, pack);
  // What was seen already counts, whatever else is unknown.
  const missing = report.unknown.find(({ what }) => needs.includes(what));
  if (judgement.verdict !== 'differs' && missing !== undefined)
    return { clause, check: name, verdict: 'could-not-find-out', facts: judgement.facts, unknown: missing };
  return { clause, check: name, ...judgement };
}

function factOf<K extends FactKey>(report: ProbeReport, key: K): Fact<K> | undefined {
  // A fact's key says what its data are; the compiler does not follow that through the union.
  return report.facts.find((fact) => fact.key === key) as unknown as Fact<K> | undefined;
}

/** Without the fact there is nothing to compare. */
function judged<F extends Fact>(fact: F | undefined, judge: (fact: F) => Judged['verdict']): Judged {
  return fact === undefined ? { verdict: 'not-checkable', facts: [] } : { verdict: judge(fact), facts: [fact] };
}

/** Whether an address (a URI) is the one that a policy names. */
function names(address: string, contact: string): boolean {
  const bare = address.replace(/^(?:mailto|xmpp):/iu, '').replace(/[?#].*$/u, '');
  return bare.toLowerCase() === contact.toLowerCase() || address.toLowerCase() === contact.toLowerCase();
}
