import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { CTC, type CtcKernels } from '../../generated/wasm-ctc';
import { NOWHERE } from '../../wasm/kernel-module';
import { addressOf, allocate } from '../../wasm/output';
import { kernelsOf, wasmBackend } from '../../wasm/registry';

const CLASSES = 3;
/** Floats behind the scratch memory that must stay as they are. */
const GUARD = 16;

describe.runIf(backendName === 'wasm')('ctcRow', () => {
  /** Loss and gradient with scratch memory of just the size that it asks for, which holds `filler`. */
  function runIn(time: number, count: number, withGradient: boolean, filler: number): number[] {
    return tf.tidy(() => {
      const { ctcBytes, ctcRow } = kernelsOf(CTC) as CtcKernels;
      const floats = ctcBytes(time, count, withGradient) / 4;
      const x = seededTensor([time + 1, CLASSES], 1, 3);
      const labels = tf.tensor(
        Int32Array.from({ length: count + 1 }, (_, i) => 1 + ((i >> 1) % 2)),
      );
      const [loss, gradient, room] = [
        allocate([1]),
        allocate([time + 1, CLASSES]),
        allocate([floats + GUARD]),
      ];
      const [from, at] = [addressOf(x), addressOf(labels)];
      const values = () =>
        new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(room), floats + GUARD);
      values().fill(filler);
      ctcRow(
        from,
        at,
        addressOf(loss),
        withGradient ? addressOf(gradient) : NOWHERE,
        time + 1,
        time,
        count,
        CLASSES,
        0,
        1,
        false,
        addressOf(room),
      );
      expect(values().slice(floats)).toEqual(new Float32Array(GUARD).fill(filler));
      return [...loss.dataSync(), ...(withGradient ? gradient.dataSync() : [])];
    });
  }

  test('takes the scratch memory that it asks for, whatever that holds', () => {
    for (let count = 0; count <= 9; count++) {
      for (const time of [0, 1, count, count + 1, 2 * count + 3]) {
        const [loss] = runIn(time, count, false, Number.NaN);
        for (const filler of [Number.NaN, 3e38, -1]) {
          const [own, ...gradient] = runIn(time, count, true, filler);
          expect(own).toBe(loss);
          expect(gradient).toEqual(runIn(time, count, true, 0).slice(1));
        }
      }
    }
  });
});
