/** When a program that was started has finished its work, judged by the processor time it uses. */

export interface CpuSample {
  /** Milliseconds since the start. */
  readonly at: number;
  /** Processor time of all processes since the start, in milliseconds; never falls. */
  readonly used: number;
}

export interface QuietRule {
  /** The program has to be quiet this long (milliseconds). */
  readonly span: number;
  /** Share of one processor that still counts as quiet, 0…1. */
  readonly share: number;
}

/**
 * When the first span began in which the program used no more than `share` of one processor.
 * Undefined: it was busy to the end of the samples.
 */
export function quietSince(samples: readonly CpuSample[], { span, share }: QuietRule): number | undefined {
  for (const [index, start] of samples.entries()) {
    const end = samples.slice(index).find(({ at }) => at - start.at >= span);
    if (end === undefined) return undefined;
    if (end.used - start.used <= share * (end.at - start.at)) return start.at;
  }
  return undefined;
}
