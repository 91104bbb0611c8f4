/** Counts what passed and failed over all suites, and prints how each step ended. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export class Tally {
  #passed = 0;
  #failed = 0;
  readonly #lines: string[] = [];

  add(title: string, counts: Counts, milliseconds: number): void {
    this.#passed += counts.passed;
    this.#failed += counts.failed;
    const verdict = counts.failed === 0 ? 'ok    ' : 'FAILED';
    const seconds = (milliseconds / 1000).toFixed(1).padStart(6);
    const line = `${verdict} ${seconds} s  ${title}: ${counted(counts)}`;
    this.#lines.push(line);
    console.log(line);
  }

  get failed(): number {
    return this.#failed;
  }

  /** All steps again, then the sum as the last line. */
  summary(): string {
    return ['', ...this.#lines, '', counted({ passed: this.#passed, failed: this.#failed })].join('\n');
  }
}

function counted({ passed, failed }: Counts): string {
  return `${String(passed)} passed, ${String(failed)} failed`;
}
