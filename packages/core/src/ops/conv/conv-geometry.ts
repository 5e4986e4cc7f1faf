import { expected } from '../../check/describe';
import { expectInteger, expectPositiveInteger, LARGEST } from '../../check/number';

/**
 * What is put around an input before a window slides over it: `valid` nothing; `same` so much that
 * the output has ⌈in / stride⌉ entries, the odd one behind (as TensorFlow); `causal` all of it in
 * front, so that no output sees a later input; a number on every side; or by axis a number, or
 * `[before, after]`.
 */
export type Padding =
  | 'valid'
  | 'same'
  | 'causal'
  | number
  | readonly (number | readonly [before: number, after: number])[];

export interface WindowOptions {
  /** Entries that the window moves on, for every axis or by axis. Default 1. */
  stride?: number | readonly number[];
  /** Default `valid`. */
  padding?: Padding;
  /** Entries of the input from one tap of the window to the next. Default 1. */
  dilation?: number | readonly number[];
}

/** A window of `kernel` taps on one axis: out[o] sees in[o · stride − before + tap · dilation]. */
export interface AxisWindow {
  readonly in: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/**
 * How windows of `kernel` taps slide over axes of these sizes, one entry an axis;
 * out = ⌊(in + before + after − dilation (kernel − 1) − 1) / stride⌋ + 1. With `ceilMode` ⌈⌉ stands for ⌊⌋, but for a last
 * window that would start behind the input.
 *
 * @throws RangeError for a stride or dilation below 1, an invalid padding, a window larger than the padded input, and
 *   numbers whose sum does not fit into 32 bits
 */
export function planWindows(
  where: string,
  sizes: readonly number[],
  kernel: readonly number[],
  { stride = 1, padding = 'valid', dilation = 1 }: WindowOptions = {},
  ceilMode = false,
): AxisWindow[] {
  const strides = perAxis(where, 'stride', stride, sizes.length);
  const dilations = perAxis(where, 'dilation', dilation, sizes.length);
  return sizes.map((size, axis) => {
    const taps = kernel[axis] as number;
    const step = strides[axis] as number;
    const gap = dilations[axis] as number;
    const span = spanOf(taps, gap);
    const [before, after] = paddingOf(where, padding, axis, sizes.length, size, span, step);
    const padded = size + before + after;
    if (span > padded) {
      throw new RangeError(
        `${where}: kernel: expected at most the ${padded} entries of axis ${axis} with its padding, ` +
          `got ${span} (${taps} taps, dilation ${gap})`,
      );
    }
    let out = Math.floor((padded - span) / step) + 1;
    if (ceilMode && out * step < padded - span + step && out * step < size + before) out++;
    return axisWindow(where, axis, {
      in: size,
      out,
      kernel: taps,
      stride: step,
      dilation: gap,
      before,
      after,
    });
  });
}

/** Entries from the first tap of a window to its last one. */
export function spanOf(taps: number, dilation: number): number {
  return dilation * (taps - 1) + 1;
}

/**
 * The window of one axis, where every plan comes from: kernels count in 32 bits, and no position of theirs is larger than
 * the sum that is checked here. Of one tap, or one place, the dilation or stride means nothing and is 1.
 *
 * @throws RangeError
 */
export function axisWindow(where: string, axis: number, window: AxisWindow): AxisWindow {
  const { in: size, out, kernel, stride, dilation, before, after } = window;
  const sum = size + before + after + spanOf(kernel, dilation);
  if (!(sum <= LARGEST)) {
    const what = `a size of axis ${axis} that with its padding and window is at most ${LARGEST}`;
    throw new RangeError(expected(where, what, sum));
  }
  return {
    ...window,
    stride: out === 1 ? 1 : stride,
    dilation: kernel === 1 ? 1 : dilation,
  };
}

/** A value for every axis, or one an axis, of whole numbers from 1 on. @throws RangeError */
export function perAxis(
  where: string,
  name: string,
  value: number | readonly number[],
  axes: number,
): readonly number[] {
  const values = typeof value === 'number' ? new Array<number>(axes).fill(value) : value;
  if (!Array.isArray(values) || values.length !== axes) {
    const list = axes === 1 ? 'a list of one' : `${axes} of them`;
    throw new RangeError(expected(`${where}: ${name}`, `a number, or ${list}`, value));
  }
  for (const entry of values) expectPositiveInteger(where, name, entry);
  return values;
}

/** What stands before and behind an axis of `size` for windows of `span` entries. @throws RangeError */
export function paddingOf(
  where: string,
  padding: Padding,
  axis: number,
  axes: number,
  size: number,
  span: number,
  stride: number,
): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [span - 1, 0];
  if (padding === 'same') {
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
  if (typeof padding !== 'number' && (!Array.isArray(padding) || padding.length !== axes)) {
    const list = axes === 1 ? 'one number or pair in a list' : `${axes} numbers or pairs`;
    const forms = `valid, same, causal, a number, or ${list}`;
    throw new RangeError(expected(`${where}: padding`, forms, padding));
  }
  const own = typeof padding === 'number' ? padding : padding[axis];
  const pair = typeof own === 'number' ? [own, own] : own;
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new RangeError(expected(`${where}: padding`, 'a number or [before, after]', own));
  }
  for (const entry of pair) expectInteger(where, 'padding', entry, 0, LARGEST);
  return pair as [number, number];
}
