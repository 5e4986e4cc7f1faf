import { dispose, loadStateDict, parameters, random, stateDict, valueAndGrads } from '@dl/core';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { TransformerDecoder } from './decoder';
import { TransformerEncoder } from './encoder';
import type { StackOptions } from './stack-options';

const SIZE = 8;
const options = (more: Partial<StackOptions> = {}): StackOptions => {
  return { layers: 3, heads: 2, rng: random(1), ...more };
};
const x = () => seededTensor<tf.Tensor3D>([2, 5, SIZE], 1);
const memory = () => seededTensor<tf.Tensor3D>([2, 3, 7], 2);

describe('TransformerEncoder', () => {
  test('is its blocks one behind the other, and a norm behind the last where norms come first', () => {
    const pre = new TransformerEncoder(SIZE, options());
    let y: tf.Tensor = x();
    for (const block of pre.blocks) y = block.forward(y);
    expect(pre.forward(x())).toBeClose(pre.norm?.forward(y) as tf.Tensor, { absolute: 0 });
    expect(new TransformerEncoder(SIZE, options({ order: 'post' })).norm).toBeUndefined();
    expect(new TransformerEncoder(SIZE, options({ finalNorm: false })).norm).toBeUndefined();
  });

  test('what stands behind a sequence has no influence', () => {
    const encoder = new TransformerEncoder(SIZE, options());
    const other = tf.concat([tf.slice(x(), [0, 0, 0], [-1, 3, -1]), tf.fill([2, 2, SIZE], 9)], 1);
    const told = { mask: { lengths: [3, 3] } };
    const first = (y: tf.Tensor) => tf.slice(y, [0, 0, 0], [-1, 3, -1]);
    expect(first(encoder.forward(other, told))).toBeClose(first(encoder.forward(x(), told)), {
      absolute: 0,
    });
  });

  test('keeps blocks or computes them again: the same gradients, dropout included', () => {
    const made = [false, true].map((recompute) => {
      const encoder = new TransformerEncoder(SIZE, options({ recompute, dropout: 0.3 }));
      const loss = () =>
        tf.sum(tf.square(encoder.forward(x(), { training: true, rng: random(3) }))) as tf.Scalar;
      const { value, grads } = valueAndGrads(loss, parameters(encoder));
      const list = Object.values(stateDict(encoder)).map((variable) => grads.get(variable));
      return { value, list: list as tf.Tensor[] };
    });
    const [plain, again] = made as [(typeof made)[0], (typeof made)[0]];
    expect(again.value).toBeClose(plain.value, { absolute: 0 });
    for (const [i, gradient] of plain.list.entries()) {
      expect(again.list[i] as tf.Tensor).toBeClose(gradient, { absolute: 1e-5 });
    }
  });
});

describe('TransformerDecoder', () => {
  test('sees nothing behind a position', () => {
    const decoder = new TransformerDecoder(SIZE, options());
    const other = tf.concat([tf.slice(x(), [0, 0, 0], [-1, 2, -1]), tf.fill([2, 3, SIZE], 9)], 1);
    const first = (y: tf.Tensor) => tf.slice(y, [0, 0, 0], [-1, 2, -1]);
    expect(first(decoder.forward(other))).toBeClose(first(decoder.forward(x())), { absolute: 0 });
  });

  test.each([{}, { order: 'post' }, { memorySize: 7 }] as const)(
    'step by step it is as all at once: %o',
    (more) => {
      const decoder = new TransformerDecoder(SIZE, options(more));
      const own = 'memorySize' in more ? memory() : undefined;
      const memoryMask = own && { lengths: [2, 3] };
      const whole = decoder.forward(x(), { memory: own, memoryMask });
      const memories = own && decoder.remember(own);
      let caches: ReturnType<typeof decoder.step>['caches'] | undefined;
      for (let at = 0; at < 5; at++) {
        const part = (y: tf.Tensor) => tf.slice(y, [0, at, 0], [-1, 1, -1]);
        const made = decoder.step(part(x()), { caches, memories, memoryMask });
        expect(made.output).toBeClose(part(whole), { absolute: 2e-5 });
        caches = made.caches;
      }
    },
  );

  test('round trip of the state dict', () => {
    const [from, to] = [1, 2].map(
      (seed) => new TransformerDecoder(SIZE, options({ rng: random(seed) })),
    );
    loadStateDict(to as object, stateDict(from as object));
    expect(to?.forward(x()) as tf.Tensor).toBeClose(from?.forward(x()) as tf.Tensor, {
      absolute: 0,
    });
  });

  test('refuses caches and memories of other stacks, and no layers', async () => {
    const decoder = new TransformerDecoder(SIZE, options());
    const [input, caches] = [x(), decoder.step(x()).caches.slice(1)];
    await expectRefusal(
      () => decoder.step(input, { caches }),
      /^TransformerDecoder.step: caches: expected an array of 3, one a block, got/,
    );
    await expectRefusal(
      () => new TransformerDecoder(SIZE, options({ layers: 2 ** 20 })),
      'TransformerDecoder: layers: expected an integer from 1 to 4096, got 1048576',
    );
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(() => {
      const decoder = new TransformerDecoder(SIZE, options({ memorySize: 7, recompute: true }));
      tf.tidy(() => {
        const own = memory();
        valueAndGrads(
          () => tf.sum(decoder.forward(x(), { memory: own })) as tf.Scalar,
          parameters(decoder),
        );
        decoder.step(x(), { memories: decoder.remember(own) });
      });
      dispose(decoder);
    });
  });
});
