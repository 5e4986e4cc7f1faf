import { CORE } from '../../generated/wasm';
import type { NormKernels } from '../../generated/wasm-norm';
import { type Address, further } from '../../wasm/kernel-module';
import { kernelsOf, together } from '../../wasm/registry';

/**
 * The gradients of weight and bias are sums over rows: of at most so many parts, each of so many rows or more. It follows from
 * the shape alone, so that they are the same whoever computes which part.
 */
const [MOST_PARTS, LEAST_ROWS] = [8, 64];
/** What a float takes on one thread, in nanoseconds. */
const COST = 0.7;

type Run = readonly [from: number, own: number];

/** Of which rows the parts are. */
export function rowRuns(rows: number): Run[] {
  const count = Math.max(1, Math.min(MOST_PARTS, Math.floor(rows / LEAST_ROWS)));
  const each = Math.ceil(rows / count);
  return Array.from({ length: Math.ceil(rows / each) }, (_, i) => [
    i * each,
    Math.min(each, rows - i * each),
  ]);
}

/** What the kernel is given. */
interface RowGradients {
  readonly from: readonly [
    dy: Address,
    x: Address,
    weight: Address,
    mean: Address,
    variance: Address,
  ];
  readonly to: readonly [dx: Address, dweight: Address, dbias: Address];
  readonly depth: number;
  readonly epsilon: number;
  readonly rms: boolean;
}

/** All gradients of norms of rows, part by part; `sums` has room for dweight and dbias of all parts but the first. */
export function rowGradients(
  kernels: NormKernels,
  { from, to, depth, epsilon, rms }: RowGradients,
  parts: readonly Run[],
  sums: Address,
  scratch: Address,
): void {
  const [dy, x, weight, mean, variance] = from;
  const [dx, dweight, dbias] = to;
  const rows = parts.reduce((all, [, own]) => all + own, 0);
  // Where there is no gradient to sum there is none in a part.
  const place = (sum: Address, part: number, which: 0 | 1) =>
    part === 0 || sum === 0 ? sum : further(sums, 4 * depth * (2 * (part - 1) + which));
  together(COST * rows * depth, (call) => {
    parts.forEach(([first, own], i) => {
      const [wide, narrow] = [4 * first * depth, 4 * first];
      const inputs = [further(dy, wide), further(x, wide), weight] as const;
      const moments = [further(mean, narrow), further(variance, narrow)] as const;
      const outputs = [further(dx, wide), place(dweight, i, 0), place(dbias, i, 1)] as const;
      const rest = [own, depth, epsilon, rms, scratch] as const;
      call(kernels.rowNormBackward, ...inputs, ...moments, ...outputs, ...rest);
    });
  });
  const core = kernelsOf(CORE);
  for (let i = 1; i < parts.length; i++) {
    if (dweight !== 0) core?.add(dweight, place(dweight, i, 0), dweight, depth);
    if (dbias !== 0) core?.add(dbias, place(dbias, i, 1), dbias, depth);
  }
}
