import { addressOf, CORE, kernelsOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { RedZones } from './red-zones';

interface Heap {
  readonly wasm: { readonly HEAPU8: Uint8Array };
}

/**
 * Tensors that no call is given, with holes between them where a call's own will lie. On WASM they are looked at in place,
 * and a red zone lies behind every piece of memory.
 */
export class Canaries {
  readonly #zones = kernelsOf(CORE) && new RedZones();
  readonly #tensors: { readonly tensor: tf.Tensor; readonly value: number }[] = [];

  constructor() {
    const holes: tf.Tensor[] = [];
    for (let i = 0; i < 200; i++) {
      const value = i + 0.5;
      const tensor = tf.fill([4 + (i % 40) * 5], value);
      tensor.dataSync();
      if (i % 2 === 0) this.#tensors.push({ tensor, value });
      else holes.push(tensor);
    }
    tf.dispose(holes);
  }

  /** How many of them were changed, and how many red zones; they are put right again. */
  changed(): number {
    let changed = this.#zones?.broken() ?? 0;
    for (const { tensor, value } of this.#tensors) {
      const numbers = inPlace(tensor) ?? (tensor.dataSync() as Float32Array);
      if (numbers.every((number) => number === value)) continue;
      changed++;
      numbers.fill(value);
    }
    return changed;
  }

  dispose(): void {
    for (const { tensor } of this.#tensors) tensor.dispose();
    this.#zones?.close();
  }
}

function inPlace(tensor: tf.Tensor): Float32Array | undefined {
  if (kernelsOf(CORE) === undefined) return undefined;
  const { wasm } = tf.backend() as unknown as Heap;
  return new Float32Array(wasm.HEAPU8.buffer, addressOf(tensor), tensor.size);
}
