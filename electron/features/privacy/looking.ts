/** The probes of one account: run when somebody looks, remembered with their time, given up when nobody does. */
import type { ProbeName, ProbeReport } from '../../contract/privacy';
import { domainOf } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { isFact, ProbeContext, type Learned, type Surroundings } from './probe';
import { probes } from './probes';

/** A page asks for the same by two ways; what nobody could tell is asked again only after this time (milliseconds). */
const NOT_AGAIN = 10_000;

interface UnderWay {
  readonly report: Promise<ProbeReport>;
  readonly controller: AbortController;
}

interface Seen {
  readonly report: ProbeReport;
  /** When it began to look. */
  readonly begun: number;
}

export class Looking {
  readonly #account: LiveAccount;
  readonly #surroundings: Surroundings;
  readonly #seen = new Map<ProbeName, Seen>();
  readonly #underWay = new Map<ProbeName, UnderWay>();
  #asking: AbortController | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(account: LiveAccount, surroundings: Surroundings) {
    this.#account = account;
    this.#surroundings = surroundings;
  }

  /** In the order of `names`. `refresh`: what was seen before does not count. */
  look(names: readonly ProbeName[], refresh: boolean): Promise<readonly ProbeReport[]> {
    return Promise.all(names.map((name) => this.#report(name, refresh)));
  }

  /** The user changed something at the service at this time. */
  changed(at: number): void {
    this.#changedAt = Math.max(this.#changedAt, at);
  }

  /** Nobody looks any more. */
  stop(): void {
    for (const { controller } of this.#underWay.values()) controller.abort();
    this.#asking?.abort();
  }

  /** Only ever on the user's word; asked anew each time. */
  async askProviderFile(extraCertificates: readonly string[]): Promise<ProbeReport> {
    const { services, jid } = this.#account;
    const { fetchProviderFile, urlOf } = await import('./provider-file');
    const controller = new AbortController();
    this.#asking?.abort();
    this.#asking = controller;
    const context = new ProbeContext(this.#account, this.#surroundings, controller.signal);
    const domain = domainOf(jid);
    services.ledger.note('host', `${domain}:443`);
    const learned = await context.learn('provider-file', 'service-says', () =>
      fetchProviderFile({ domain, extraCertificates, signal: controller.signal }),
    );
    const asked = [{ of: urlOf(domain), what: 'GET' }];
    return reportOf('provider-file', [learned], { asked }, services.clock.now());
  }

  #report(name: ProbeName, refresh: boolean): Promise<ProbeReport> {
    const running = this.#underWay.get(name);
    // One that was given up has nothing to tell to somebody who comes anew.
    if (running !== undefined && !running.controller.signal.aborted) return running.report;
    const known = this.#seen.get(name);
    if (known !== undefined && !refresh && this.#counts(known)) return Promise.resolve(known.report);
    const controller = new AbortController();
    const report = this.#run(name, controller.signal).finally(() => {
      if (this.#underWay.get(name)?.controller === controller) this.#underWay.delete(name);
    });
    this.#underWay.set(name, { report, controller });
    return report;
  }

  /** Another connection may lead to another server, or to one of another version. */
  #counts({ report: { unknown, at }, begun }: Seen): boolean {
    const { session, services } = this.#account;
    if (begun <= this.#changedAt || (session.negotiated !== undefined && begun < session.negotiated.since))
      return false;
    return unknown.length === 0 || services.clock.now() - at < NOT_AGAIN;
  }

  async #run(name: ProbeName, signal: AbortSignal): Promise<ProbeReport> {
    const { services } = this.#account;
    const begun = services.clock.now();
    const context = new ProbeContext(this.#account, this.#surroundings, signal);
    const learned = await probes[name].look(context);
    const report = reportOf(name, learned, context, services.clock.now());
    // Nobody was asked.
    if (signal.aborted || report.unknown.some(({ why }) => why === 'offline')) this.#seen.delete(name);
    else this.#seen.set(name, { report, begun });
    if (!signal.aborted) services.hub.emit('probeReported', { account: services.account, report });
    return report;
  }
}

export function reportOf(
  probe: ProbeReport['probe'],
  learned: readonly Learned[],
  { asked }: Pick<ProbeContext, 'asked'>,
  at: number,
): ProbeReport {
  return {
    probe,
    at,
    asked,
    facts: learned.filter(isFact),
    unknown: learned.filter((one) => !isFact(one)).flatMap((one) => (isFact(one) ? [] : [one])),
  };
}
