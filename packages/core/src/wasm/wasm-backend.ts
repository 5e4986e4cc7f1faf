import type * as tf from '@tensorflow/tfjs-core';

/** What core uses of tfjs's wasm backend. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
    readonly HEAPU8: Uint8Array;
    /** Throws a RangeError where there is no memory, once `guardMemory` has seen to it. */
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number | null; refCount: number } };
  /** `memoryOffset`: where the data lies, if it was allocated already. */
  makeOutput(shape: readonly number[], dtype: tf.DataType, memoryOffset?: number): tf.TensorInfo;
  /** Puts data where it was not, in new memory. */
  move(
    dataId: object,
    values: unknown,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void;
  disposeData(dataId: object): boolean;
  refCount(dataId: object): number;
}
