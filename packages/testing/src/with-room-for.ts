import * as tf from '@tensorflow/tfjs-core';

interface Heap {
  _malloc(bytes: number): number;
}

/**
 * Calls `f` with room for `count` pieces of memory on WASM, and disposes its result; whether that was enough.
 *
 * @throws what `f` throws, but a RangeError
 */
export function withRoomFor(count: number, f: () => tf.TensorContainer): boolean {
  const heap = (tf.backend() as unknown as { wasm: Heap }).wasm;
  const { _malloc } = heap;
  let left = count;
  heap._malloc = (bytes) => {
    if (left-- === 0) throw new RangeError(`no room for ${bytes} bytes`);
    return _malloc(bytes);
  };
  try {
    tf.dispose(f());
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  } finally {
    heap._malloc = _malloc;
  }
}
