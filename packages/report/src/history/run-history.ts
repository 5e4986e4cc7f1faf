import { got } from '../got';

/** The figures of a run as arrays, to be drawn. */
export interface HistoryArrays {
  /** The last step of each point. */
  readonly steps: Float64Array<ArrayBuffer>;
  /** By name, one value a point: NaN where there was none. */
  readonly values: Readonly<Record<string, Float64Array<ArrayBuffer>>>;
}

/** The values of one name: sums and counts, a point each. */
interface Column {
  sums: number[];
  counts: number[];
}

/**
 * The figures of a run, in bounded memory however long it is: each point is the mean over `stride` steps, and `stride` doubles
 * whenever there are more than `capacity` points. Values that are NaN count as missing.
 */
export class RunHistory {
  readonly #capacity: number;
  #stride = 1;
  #steps: number[] = [];
  readonly #columns = new Map<string, Column>();
  /** How many steps the last point has. */
  #open = 0;

  /**
   * @param capacity an even number. Default 800
   * @throws RangeError for another
   */
  constructor(capacity = 800) {
    if (!(typeof capacity === 'number' && Number.isSafeInteger(capacity / 2) && capacity >= 2)) {
      throw new RangeError(
        `RunHistory: capacity: expected an even number of at least 2, got ${got(capacity)}`,
      );
    }
    this.#capacity = capacity;
  }

  /**
   * Adds the figures of a step, by name: `add(step, { loss })`. What comes later for the same step belongs to the same point.
   *
   * @throws RangeError for a step before the last one; TypeError for figures that are not numbers
   */
  add(step: number, figures: Readonly<Record<string, number>>): void {
    const last = this.#steps.at(-1) ?? -Number.MAX_VALUE;
    if (typeof figures !== 'object' || figures === null) {
      throw new TypeError(`RunHistory.add: figures: expected numbers by name, got ${got(figures)}`);
    }
    for (const [name, value] of Object.entries(figures)) {
      if (typeof value === 'number') continue;
      throw new TypeError(`RunHistory.add: figures: ${name}: expected a number, got ${got(value)}`);
    }
    if (!(typeof step === 'number' && step >= last)) {
      throw new RangeError(
        `RunHistory.add: step: expected a number of at least ${last}, the last one, got ${got(step)}`,
      );
    }
    if (step > last) this.#advance(step);
    const at = this.#steps.length - 1;
    for (const [name, value] of Object.entries(figures)) {
      const column = this.#columnOf(name);
      if (Number.isNaN(value)) continue;
      column.sums[at] = (column.sums[at] ?? 0) + value;
      column.counts[at] = (column.counts[at] ?? 0) + 1;
    }
  }

  /** New arrays of all points, which may be transferred; the last point may be of fewer steps. */
  arrays(): HistoryArrays {
    const count = this.#steps.length;
    const values = Array.from(this.#columns, ([name, { sums, counts }]) => {
      const means = Float64Array.from(
        { length: count },
        (_, i) => (sums[i] ?? 0) / (counts[i] ?? 0),
      );
      return [name, means] as const;
    });
    return { steps: Float64Array.from(this.#steps), values: Object.fromEntries(values) };
  }

  /** A step more: in the last point while that has fewer than `stride`, else in one of its own. */
  #advance(step: number): void {
    if (this.#open > 0 && this.#open < this.#stride) {
      this.#steps[this.#steps.length - 1] = step;
      this.#open++;
      return;
    }
    if (this.#steps.length >= this.#capacity) this.#merge();
    this.#steps.push(step);
    this.#open = 1;
  }

  #merge(): void {
    this.#steps = this.#steps.filter((_, i) => i % 2 === 1);
    for (const column of this.#columns.values()) {
      const pairs = (all: number[]) =>
        this.#steps.map((_, i) => (all[2 * i] ?? 0) + (all[2 * i + 1] ?? 0));
      column.sums = pairs(column.sums);
      column.counts = pairs(column.counts);
    }
    this.#stride *= 2;
  }

  #columnOf(name: string): Column {
    const known = this.#columns.get(name);
    if (known) return known;
    const column = { sums: [], counts: [] };
    this.#columns.set(name, column);
    return column;
  }
}
