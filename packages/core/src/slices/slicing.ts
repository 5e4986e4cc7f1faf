import type { Cut } from '../wasm/kernel-module';

// Parts end where a kernel's own vectors end: every element is then computed by the same operations as without threads.

/** Floats of which a part has a multiple: a cache line. */
const LINE = 16;

type Arguments = (number | boolean)[];

/** Of a kernel of any arguments. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments of kernels differ
type AnySlicing = (whole: any, cut: Cut<(...args: Arguments) => unknown>) => any;

/**
 * A kernel of one number after the other.
 *
 * @param nanoseconds what one of them costs
 * @param count which argument says how many there are
 * @param arrays which arguments are addresses of as many floats; NOWHERE stays
 */
export function byElement(
  nanoseconds: number,
  count: number,
  arrays: readonly number[],
): AnySlicing {
  return (whole, cut) =>
    (...args: Arguments) => {
      const n = args[count] as number;
      if (!cut.begin(nanoseconds * n)) return whole(...args);
      const step = cut.step(n, LINE);
      for (let from = 0; from < n; from += step) {
        const part = moved(args, arrays, 4 * from);
        part[count] = Math.min(step, n - from);
        cut.add(...part);
      }
      cut.run();
    };
}

/** Which arguments of a kernel of rows say what. */
export interface RowArguments {
  /** How many rows, and how many floats one has. */
  readonly rows: number;
  readonly width: number;
  /** Addresses of rows. */
  readonly wide: readonly number[];
  /** Addresses of one float a row. */
  readonly narrow?: readonly number[];
}

/** A kernel of one row after the other; `nanoseconds` is what a float costs. */
export function byRow(
  nanoseconds: number,
  { rows, width, wide, narrow = [] }: RowArguments,
): AnySlicing {
  return (whole, cut) =>
    (...args: Arguments) => {
      const [n, size] = [args[rows] as number, args[width] as number];
      if (n < 2 || !cut.begin(nanoseconds * n * size)) return whole(...args);
      const step = cut.step(n, 1);
      for (let from = 0; from < n; from += step) {
        const part = moved(moved(args, wide, 4 * from * size), narrow, 4 * from);
        part[rows] = Math.min(step, n - from);
        cut.add(...part);
      }
      cut.run();
    };
}

function moved(args: Arguments, places: readonly number[], bytes: number): Arguments {
  const part = [...args];
  for (const place of places) {
    if (part[place] !== 0) part[place] = (part[place] as number) + bytes;
  }
  return part;
}
