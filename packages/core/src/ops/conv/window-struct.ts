import type * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { type Address, behind } from '../../wasm/kernel-module';
import { scratch, wasmBackend } from '../../wasm/registry';
import type { AxisWindow } from './conv-geometry';

/** Windows that slide over images [batch, height, width, in], and what they make of them. */
export interface ImageWindows {
  readonly batch: number;
  /** All channels of the input, and of the output. */
  readonly in: number;
  readonly out: number;
  readonly groups: number;
  /** How windows slide down and across. */
  readonly windows: readonly [down: AxisWindow, across: AxisWindow];
}

/** The shape of the images that windows slide over. */
export function inputShape({
  batch,
  in: channels,
  windows: [down, across],
}: ImageWindows): number[] {
  return [batch, down.in, across.in, channels];
}

/** The shape of what they make. */
export function outputShape({ batch, out, windows: [down, across] }: ImageWindows): number[] {
  return [batch, down.out, across.out, out];
}

/**
 * Checks tensors against the plan by which they are read, whoever computed it and in whichever direction: kernels go by
 * the plan alone, and one that says more than a tensor has would read what lies behind it.
 *
 * @throws ShapeError
 */
export function expectPlanned(
  plan: ImageWindows,
  input: tf.Tensor | undefined,
  output: tf.Tensor | undefined,
): void {
  if (input !== undefined) expectShape('windows', 'input', input, inputShape(plan));
  if (output !== undefined) expectShape('windows', 'output', output, outputShape(plan));
}

const LIST_BYTES = 72;

/**
 * Writes the sizes where kernels read them (wasm/windows.ts): the address of that list, and of `bytes` of scratch
 * memory behind it.
 */
export function writeWindows(
  { batch, in: channels, out, groups, windows: [down, across] }: ImageWindows,
  bytes: number,
): readonly [list: Address, room: Address] {
  const at = scratch(LIST_BYTES + bytes);
  const list = new Int32Array(wasmBackend().wasm.HEAPU8.buffer, at, LIST_BYTES / 4);
  list.set([batch, down.in, across.in, channels, down.out, across.out, out]);
  list.set([down.kernel, across.kernel, down.stride, across.stride], 7);
  list.set([down.dilation, across.dilation, down.before, across.before, groups], 11);
  list.set([down.after, across.after], 16);
  return [at, behind(at, LIST_BYTES)];
}
