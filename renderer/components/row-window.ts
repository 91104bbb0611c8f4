/** The arithmetic of a virtual list: which rows are in view, and where they stand. */

export class RowPositions<T> {
  /** Offset of each row; one more at the end for the height of all. */
  readonly #offsets: Float64Array;

  constructor(rows: readonly T[], heightOf: (row: T) => number) {
    this.#offsets = new Float64Array(rows.length + 1);
    let offset = 0;
    rows.forEach((row, at) => {
      offset += heightOf(row);
      this.#offsets[at + 1] = offset;
    });
  }

  get total(): number {
    return this.#offsets[this.#offsets.length - 1] ?? 0;
  }

  offsetOf(row: number): number {
    return this.#offsets[row] ?? 0;
  }

  /** The row at an offset, by binary search. */
  rowAt(offset: number): number {
    let low = 0;
    let high = this.#offsets.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** First row and the one after the last that overlap the view, with some rows more on both sides. */
  range(scrollTop: number, viewHeight: number, overscan: number): readonly [first: number, end: number] {
    const count = this.#offsets.length - 1;
    if (count === 0) return [0, 0];
    const first = Math.max(0, this.rowAt(scrollTop) - overscan);
    const end = Math.min(count, this.rowAt(scrollTop + viewHeight) + 1 + overscan);
    return [first, end];
  }
}
