import { expected } from '../check/describe';

type Shape = readonly number[];

/** How many multiply-adds an op takes, from the shapes of its inputs and outputs. */
export type FlopCount = (inputs: readonly Shape[], outputs: readonly Shape[]) => number;

/**
 * Says how many multiply-adds the op `name` takes (one of `op`, or a kernel of tfjs), for `flops`. The last
 * word about a name counts.
 *
 * @throws TypeError if `count` is no function
 */
export function registerFlops(name: string, count: FlopCount): void {
  if (typeof count !== 'function') {
    throw new TypeError(expected('registerFlops: count', 'a function', count));
  }
  counts.set(name, count);
}

/** What is known of the op `name`. */
export function flopCountOf(name: string): FlopCount | undefined {
  return counts.get(name);
}

/** [..., m, k]·[..., k, n] = [..., m, n]: as many as the result has elements, times k. */
const ofProduct: FlopCount = ([a], [y]) => {
  const rows = at(y, -2);
  return sizeOf(y) * (rows === 0 ? 0 : (at(a, -2) * at(a, -1)) / rows);
};

/** [..., in]·[in, out]. */
const ofLinear: FlopCount = ([x, weight]) => sizeOf(x) * at(weight, -1);

/** A filter [...window, in / groups, out], whole at every place of the result; so zeros of the padding count. */
const ofConvolution: FlopCount = ([, filter], [y]) => (sizeOf(y) * sizeOf(filter)) / at(filter, -1);

/** A window a channel: a filter [height, width, in, multiplier]. */
const ofDepthwise: FlopCount = ([, filter], [y]) => sizeOf(y) * at(filter, 0) * at(filter, 1);

/** A filter whole at every place of the input. */
const ofTransposed: FlopCount = ([x, filter]) => (sizeOf(x) * sizeOf(filter)) / at(x, -1);

const counts = new Map<string, FlopCount>([
  ['MatMul', ofProduct],
  ['BatchMatMul', ofProduct],
  ['_FusedMatMul', ofProduct],
  ['Linear', ofLinear],
  ['Conv2d', ofConvolution],
  ['Conv2D', ofConvolution],
  ['FusedConv2D', ofConvolution],
  ['DepthwiseConv2d', ofDepthwise],
  ['DepthwiseConv2dNative', ofDepthwise],
  ['FusedDepthwiseConv2D', ofDepthwise],
  ['ConvTranspose2d', ofTransposed],
  ['Conv2DBackpropInput', ofTransposed],
]);

function at(shape: Shape | undefined, axis: number): number {
  return shape?.at(axis) ?? 0;
}

function sizeOf(shape: Shape | undefined): number {
  return shape === undefined ? 0 : shape.reduce((product, size) => product * size, 1);
}
