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

/** Of 20 numbers. */
export const LIST_BYTES = 80;

/** Where the list says which way a kernel goes, of several. */
const WAY = 18;

/**
 * Writes the sizes where kernels read them (wasm/windows.ts): the address of that list, and of `bytes` of scratch
 * memory behind it.
 */
export function writeWindows(
  plan: ImageWindows,
  bytes: number,
): readonly [list: Address, room: Address] {
  const at = scratch(LIST_BYTES + bytes);
  writeList(at, plan);
  return [at, behind(at, LIST_BYTES)];
}

/** Writes the sizes at an address; `whole` is the list of that of which they are a part, which goes the same way. */
export function writeList(
  at: Address,
  { batch, in: channels, out, groups, windows: [down, across] }: ImageWindows,
  whole?: Address,
): void {
  const list = new Int32Array(wasmBackend().wasm.HEAPU8.buffer, at, LIST_BYTES / 4);
  list.set([batch, down.in, across.in, channels, down.out, across.out, out]);
  list.set([down.kernel, across.kernel, down.stride, across.stride], 7);
  list.set([down.dilation, across.dilation, down.before, across.before, groups], 11);
  list.set([down.after, across.after, 0, 0], 16);
  if (whole === undefined) return;
  list[WAY] = new Int32Array(list.buffer, whole, LIST_BYTES / 4)[WAY] as number;
}
