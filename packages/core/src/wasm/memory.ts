import type { DataType } from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import type { WasmBackend } from './wasm-backend';

/** What a WASM memory of 32-bit addresses holds, in bytes. */
const WHOLE = 2 ** 32;

/** Kept free at the limit, for what tfjs's C++ kernels ask for themselves: without it they abort, and the heap is lost. */
const RESERVE = 2 ** 24;

/** From this size on the memory may not grow by another reserve. */
const NEARLY_WHOLE = WHOLE - 2 * RESERVE;

/** One guard a backend, though core's ESM and CJS builds may meet in one process. */
const GUARDED = Symbol.for('@dl/core/guarded');

/** What is refused before its shape is known. */
class NoRoom extends RangeError {}

/**
 * Makes every allocation of tfjs's wasm backend fail where there is no memory. Its own code takes malloc's 0 for an
 * address, and counts bytes modulo 2^32: the next kernel then writes over other tensors.
 */
export function guardMemory(backend: WasmBackend): void {
  const { wasm } = backend;
  if (GUARDED in backend) return;
  Object.assign(backend, { [GUARDED]: true });
  // Emscripten puts the real one in its own place at the first call.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc;
  let highest = 0;
  let nearlyWhole = false;
  wasm._malloc = (bytes) => {
    const at = bytes >= 0 && bytes < WHOLE ? malloc(bytes) >>> 0 : 0;
    if (at === 0) throw new NoRoom(`memory: expected room for ${bytes} bytes, got no WASM memory`);
    // Memory grows where something lies higher than anything before.
    if (at + bytes > highest) {
      highest = at + bytes;
      nearlyWhole = wasm.HEAPU8.length > NEARLY_WHOLE;
    }
    if (nearlyWhole) keepReserve(at, bytes);
    return at;
  };
  const keepReserve = (at: number, bytes: number) => {
    const reserve = malloc(RESERVE) >>> 0;
    wasm._free(reserve === 0 ? at : reserve);
    if (reserve === 0) {
      throw new NoRoom(`memory: expected room for ${bytes} bytes, got no WASM memory`);
    }
  };
  const { move } = backend;
  backend.move = (dataId, values, shape, dtype, refCount) => {
    try {
      move.call(backend, dataId, values, shape, dtype, refCount);
    } catch (error) {
      throw error instanceof NoRoom ? noRoom('tensor', dtype, shape) : error;
    }
  };
}

/** `allocate: expected room for float32 [4096, 4096], got no WASM memory` */
export function noRoom(where: string, dtype: DataType, shape: readonly number[]): RangeError {
  return new RangeError(
    `${where}: expected room for ${dtype} ${describeShape(shape)}, got no WASM memory`,
  );
}

/** The address of `bytes` of memory, or 0 where there is none. */
export function allocateBytes({ wasm }: WasmBackend, bytes: number): number {
  try {
    return wasm._malloc(bytes);
  } catch (error) {
    // Not NoRoom: core's ESM and CJS builds each have a class of that name, and the error may be the other one's.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}
