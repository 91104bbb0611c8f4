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

/** A row in view, for the hand-over of elements. */
export interface Drawn {
  readonly key: string;
  /** Rows of one kind look alike, so that an element can go from one to another. */
  readonly kind: string;
}

/**
 * Which element draws which row. A row keeps its element as long as it is drawn; one that comes into
 * view takes over the element of one that left. So typing in a filter changes texts and builds nothing.
 */
export class Elements {
  #given = new Map<string, { readonly kind: string; readonly id: string }>();
  #made = 0;

  /** Ids of elements, row by row. The element of the row `focused` goes to no other: the focus would go with it. */
  assign(rows: readonly Drawn[], focused: string | undefined): string[] {
    const before = this.#given;
    const staying = new Set(rows.map(({ key }) => key));
    const free = new Map<string, string[]>();
    for (const [key, { kind, id }] of before) {
      if (staying.has(key) || key === focused) continue;
      const ids = free.get(kind);
      if (ids === undefined) free.set(kind, [id]);
      else ids.push(id);
    }
    this.#given = new Map();
    return rows.map(({ key, kind }) => {
      const own = before.get(key);
      const id = (own?.kind === kind ? own.id : free.get(kind)?.shift()) ?? this.#make();
      this.#given.set(key, { kind, id });
      return id;
    });
  }

  #make(): string {
    this.#made += 1;
    return `element ${String(this.#made)}`;
  }
}
