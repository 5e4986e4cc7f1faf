import type { AxisWindow } from '../ops/conv-geometry';
import { scratch, wasmBackend } from './registry';

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

const LIST_BYTES = 64;

/**
 * Writes the sizes where kernels read them (wasm/windows.ts): the address of that list, and of `bytes` of scratch
 * memory behind it.
 */
export function writeWindows(
  { batch, in: channels, out, groups, windows: [down, across] }: ImageWindows,
  bytes: number,
): readonly [list: number, room: number] {
  const at = scratch(LIST_BYTES + bytes);
  const list = new Int32Array(wasmBackend().wasm.HEAPU8.buffer, at, LIST_BYTES / 4);
  list.set([batch, down.in, across.in, channels, down.out, across.out, out]);
  list.set([down.kernel, across.kernel, down.stride, across.stride], 7);
  list.set([down.dilation, across.dilation, down.before, across.before, groups], 11);
  return [at, at + LIST_BYTES];
}
