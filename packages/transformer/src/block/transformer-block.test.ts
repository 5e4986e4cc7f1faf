import { rotary } from '@dl/attention';
import { dispose, loadStateDict, random, stateDict, valueAndGrads } from '@dl/core';
import {
  assignSeeded,
  expectGolden,
  expectNoLeaks,
  expectRefusal,
  readValues,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/torch-blocks.json';
import type { BlockOptions } from './block-options';
import { TransformerBlock } from './transformer-block';

const { size, heads, hidden, batch, time, keys, memory: memorySize } = golden.sizes;
const x = () => seededTensor<tf.Tensor3D>([batch, time, size], 1);
const make = (options: Partial<BlockOptions> = {}) =>
  new TransformerBlock(size, { rng: random(1), heads, hidden, ...options });

describe('TransformerBlock', () => {
  // fixtures/torch_blocks.py
  test.each(golden.cases)('is PyTorch’s: $options, a memory $cross', (wanted) => {
    const { options, cross, causal } = wanted;
    const block = make({
      ...(options as Partial<BlockOptions>),
      ...(wanted.rotary && { positions: rotary() }),
      ...(cross && { memorySize }),
    });
    assignSeeded(block, wanted.shapes as unknown as Record<string, number[]>);
    const [input, memory] = [x(), seededTensor([batch, keys, memorySize], 2)];
    const mask = causal ? { causal } : { lengths: golden.lengths };
    const forward = (x: tf.Tensor, memory: tf.Tensor) =>
      block.forward(x, {
        mask,
        ...(cross && { memory, memoryMask: { lengths: golden.memoryLengths } }),
      });
    const real = tf.tensor3d(
      golden.lengths.flatMap((length) =>
        Array.from({ length: time }, (_, i) => (causal || i < length ? 1 : 0)),
      ),
      [batch, time, 1],
    );
    const output = tf.mul(forward(input, memory), real);
    expect(tf.reshape(output, [-1])).toBeClose(wanted.output, { absolute: 5e-6 });
    const dy = tf.mul(seededTensor([batch, time, size], 3), real);
    const both = [tf.variable(input), tf.variable(memory)] as const;
    const made = valueAndGrads(
      () => tf.sum(tf.mul(forward(...both), dy)),
      [...Object.values(stateDict(block)), both[0], ...(cross ? [both[1]] : [])],
    );
    expectGolden(block, made, wanted.gradients as never, 2e-5);
    const of = (variable: tf.Variable) => tf.reshape(made.grads.get(variable) as tf.Tensor, [-1]);
    expect(of(both[0])).toBeClose(wanted.dx, { absolute: 2e-5 });
    if (cross) expect(of(both[1])).toBeClose(wanted.dmemory as number[], { absolute: 2e-5 });
  });

  test.each([
    { order: 'pre' },
    { order: 'post', memorySize },
    { parallel: true, positions: rotary() },
    { window: 2, kvHeads: 1, qkNorm: true },
  ] as const)('step by step is as the whole at once: %o', (options) => {
    const block = make(options);
    const memory = 'memorySize' in options ? seededTensor([batch, keys, memorySize], 2) : undefined;
    const whole = block.forward(x(), { mask: { causal: true }, memory });
    const remembered = memory && block.remember(memory);
    let cache: ReturnType<typeof block.step>['cache'] | undefined;
    for (const [at, length] of [
      [0, 2],
      [2, 1],
      [3, 2],
    ] as const) {
      const part = tf.slice(x(), [0, at, 0], [-1, length, -1]);
      const made = block.step(part, { cache, memory: remembered });
      expect(made.output).toBeClose(tf.slice(whole, [0, at, 0], [-1, length, -1]), {
        absolute: 1e-5,
      });
      cache = made.cache;
    }
  });

  test('drops with a generator, the same for the same one, and only while training', async () => {
    const block = make({ dropout: 0.5, attentionDropout: 0 });
    const dropped = (seed: number) => block.forward(x(), { training: true, rng: random(seed) });
    expect(dropped(1)).toBeClose(dropped(1), { absolute: 0 });
    const apart = await readValues(tf.max(tf.abs(tf.sub(dropped(1), dropped(2)))));
    expect(apart[0]).toBeGreaterThan(0.01);
    const still = make({ rng: random(1) });
    expect(block.forward(x())).toBeClose(still.forward(x()), { absolute: 0 });
    expect(() => block.forward(x(), { training: true })).toThrow('rng');
  });

  test('draws what is added to x by an initialiser of its own', () => {
    const filled = (value: number) => (shape: readonly number[]) => tf.fill([...shape], value);
    const block = make({ init: filled(1), outputInit: filled(0) });
    expect(block.forward(x())).toBeClose(x(), { absolute: 0 });
    expect(block.attention.input.weight).toBeClose(tf.ones([size, 3 * size]));
    expect(block.feedForward.up.weight).toBeClose(tf.ones([size, hidden]));
  });

  test('ε is that of its norms, and attention may drop its weights alone', async () => {
    const apart = async (a: tf.Tensor, b: tf.Tensor) =>
      (await readValues(tf.max(tf.abs(tf.sub(a, b)))))[0] as number;
    const plain = make();
    expect(make({ epsilon: 3 }).attentionNorm.epsilon).toBe(3);
    expect(await apart(make({ epsilon: 3 }).forward(x()), plain.forward(x()))).toBeGreaterThan(
      0.01,
    );
    const told = { training: true, rng: random(2) };
    const block = make({ attentionDropout: 0.5 });
    expect(await apart(block.forward(x(), told), plain.forward(x()))).toBeGreaterThan(0.001);
    expect(make({ dropout: 0.2 }).attention.dropout).toBe(0.2);
    expect(block.dropout).toBe(0);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [make({ memorySize }), make({ memorySize, rng: random(2) })];
    loadStateDict(to, stateDict(from));
    const memory = seededTensor([batch, keys, memorySize], 2);
    expect(to.forward(x(), { memory })).toBeClose(from.forward(x(), { memory }), { absolute: 0 });
  });

  test('refuses sizes, options and inputs that do not fit', async () => {
    const refused: [() => unknown, RegExp][] = [
      [() => make({ heads: 5 }), /heads: expected a divisor of size 12, got 5$/],
      [() => make({ heads: undefined as never }), /heads: expected a positive integer/],
      [
        () => make({ parallel: true, order: 'post' }),
        /^TransformerBlock: parallel: expected false for order post, got true$/,
      ],
      [
        () => make({ parallel: true, memorySize }),
        /^TransformerBlock: parallel: expected false with memorySize, got true$/,
      ],
      [() => make({ activation: 'swish' as never }), /activation: expected "gelu"/],
    ];
    for (const [f, message] of refused) await expectRefusal(f, message);
    const [plain, reader, input] = [make(), make({ memorySize }), x()];
    const wide = tf.zeros([2, 5, 11]);
    for (const [f, message] of [
      [
        () => plain.forward(input, { memory: input }),
        /^TransformerBlock.forward: memory: expected none for a block without memorySize/,
      ],
      [() => plain.remember(input), /^TransformerBlock.remember: expected a block with memorySize/],
      [() => reader.forward(input), /^TransformerBlock.forward: memory: expected a memory/],
      [() => plain.forward(wide), /, got \[2, 5, 11\]$/],
    ] as [() => unknown, RegExp][]) {
      await expectRefusal(f, message);
    }
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(() => {
      const block = make({ dropout: 0.1 });
      const variables = Object.values(stateDict(block));
      const loss = () =>
        tf.sum(block.forward(x(), { training: true, rng: random(1) })) as tf.Scalar;
      tf.tidy(() => {
        valueAndGrads(loss, variables);
        block.step(x());
      });
      dispose(block);
    });
  });
});
