import { expected } from '../../check/describe';
import { expectInteger } from '../../check/number';
import {
  type AxisWindow,
  axisWindow,
  paddingOf,
  perAxis,
  spanOf,
  type WindowOptions,
} from './conv-geometry';

export interface TransposedOptions extends WindowOptions {
  /**
   * Places added behind, for every axis or by axis: inputs of several sizes give `conv2d` one size of output.
   * Below the stride or the dilation. Default 0.
   */
  outputPadding?: number | readonly number[];
}

/**
 * The windows of the convolution whose transpose takes axes of these `sizes`: they are its places (`out`), one for each
 * entry, even if the result (`in`) had room for more, which `outputPadding` of a stride and more makes.
 *
 * @throws RangeError for options as in `planWindows`, and padding that leaves nothing
 */
export function planTransposedWindows(
  where: string,
  sizes: readonly number[],
  kernel: readonly number[],
  { stride = 1, dilation = 1, padding = 'valid', outputPadding = 0 }: TransposedOptions,
): AxisWindow[] {
  const axes = sizes.length;
  const strides = perAxis(where, 'stride', stride, axes);
  const dilations = perAxis(where, 'dilation', dilation, axes);
  const more =
    typeof outputPadding === 'number' ? new Array<number>(axes).fill(outputPadding) : outputPadding;
  if (!Array.isArray(more) || more.length !== axes) {
    const what = `a number, or ${axes} of them`;
    throw new RangeError(expected(`${where}: outputPadding`, what, outputPadding));
  }
  return sizes.map((out, axis) => {
    const taps = kernel[axis] as number;
    const step = strides[axis] as number;
    const gap = dilations[axis] as number;
    const extra = more[axis] as number;
    expectInteger(where, 'outputPadding', extra, 0, Math.max(step, gap) - 1);
    const span = spanOf(taps, gap);
    const same = padding === 'same';
    const [before, after] = paddingOf(
      where,
      padding,
      axis,
      axes,
      same ? out * step : out,
      span,
      step,
    );
    const size = (same ? out * step : (out - 1) * step - before - after + span) + extra;
    if (size < 1) {
      throw new RangeError(
        `${where}: padding: expected below the ${size + before + after} entries of axis ${axis} without it, ` +
          `got ${before} + ${after}`,
      );
    }
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
