/** What was found about the clauses of a section. */
import type { Fact } from '../../../../electron/contract/facts';
import type { ControlName, Finding, PolicySection, ProbeName } from '../../../../electron/contract/privacy';

export interface SectionFindings {
  readonly probes: readonly ProbeName[];
  readonly controls: readonly ControlName[];
  readonly notCheckable: readonly string[];
  readonly differs: boolean;
  /** The facts that are not as the policy says. */
  readonly differing: readonly Fact[];
}

export function sectionFindings({ clauses }: PolicySection, findings: readonly Finding[]): SectionFindings {
  const ids = new Set(clauses.map(({ id }) => id));
  const differing = findings.filter(({ clause, verdict }) => verdict === 'differs' && ids.has(clause));
  return {
    probes: [...new Set(clauses.flatMap(({ probes }) => probes))],
    controls: [...new Set(clauses.flatMap(({ controls }) => controls))],
    notCheckable: clauses.flatMap(({ notCheckable }) => notCheckable ?? []),
    differs: differing.length > 0,
    differing: differing.flatMap(({ facts }) => facts),
  };
}
