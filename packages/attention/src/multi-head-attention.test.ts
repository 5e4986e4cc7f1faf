import {
  type ArrayValue,
  adam,
  dispose,
  loadStateDict,
  mse,
  parameters,
  random,
  StateDictError,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  readValues,
  seededTensor,
  seededValues,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { alibi } from './alibi';
import type { KeyValues } from './cache';
import golden from './fixtures/torch-attention.json';
import { MultiHeadAttention } from './multi-head-attention';
import type { MultiHeadAttentionOptions } from './multi-head-options';
import { rotary } from './rotary';
import { multiHeadAttentionTorch } from './torch-codec';

const layersOf = { layers: [multiHeadAttentionTorch] };

const make = (size: number, heads: number, options: Partial<MultiHeadAttentionOptions> = {}) =>
  new MultiHeadAttention(size, heads, { rng: random(1), ...options });

type Case = (typeof golden.modules)[number];

/** The layer of a golden case, loaded from PyTorch's state. */
function load({ bias, state }: Case): MultiHeadAttention {
  const mha = make(6, 2, { bias });
  const values: Record<string, ArrayValue> = {};
  Object.entries(state as Record<string, number[]>).forEach(([name, shape], i) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    values[name] = { data: seededValues(size, 10 + i).map((x) => x * 0.5), shape };
  });
  fromTorch(mha, values, layersOf);
  return mha;
}

/** Steps of these sizes one after the other, and the last cache. */
function decode(mha: MultiHeadAttention, x: tf.Tensor, steps: number[], mask?: object) {
  let cache: KeyValues | undefined;
  let from = 0;
  const outputs = steps.map((size) => {
    const part = tf.slice(x, [0, from, 0], [-1, size, -1]);
    from += size;
    const { output, cache: next } = mha.step(part, { cache, ...(mask && { mask }) });
    cache = next;
    return output;
  });
  return { output: tf.concat(outputs, 1), cache: cache as KeyValues };
}

describe('MultiHeadAttention', () => {
  test('keeps batch, queries and size; has weights of every head', () => {
    const mha = make(12, 6, { kvHeads: 3, memorySize: 10 });
    const [x, memory] = [tf.zeros([3, 5, 12]), tf.zeros([3, 7, 10])];
    expect(mha.forward(x, { memory }).shape).toEqual([3, 5, 12]);
    const { output, weights } = mha.forward(x, { memory, weights: true });
    expect([output.shape, weights.shape]).toEqual([
      [3, 5, 12],
      [3, 6, 5, 7],
    ]);
    expect(mha.remember(memory).keys.shape).toEqual([3, 3, 7, 2]);
    expect(mha.remember(memory).length).toBe(7);
    const shapes = Object.entries(stateDict(mha)).map(([path, { shape }]) => [path, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      'input.weight': [12, 12],
      'input.bias': [12],
      'memory.weight': [10, 12],
      'memory.bias': [12],
      'output.weight': [12, 12],
      'output.bias': [12],
    });
  });

  test('gives what outputSize says, over a sequence and step by step', () => {
    const mha = new MultiHeadAttention(6, 2, { outputSize: 5, rng: random(1) });
    expect(mha.output.weight.shape).toEqual([6, 5]);
    const x = seededTensor<tf.Tensor3D>([2, 3, 6], 1);
    const whole = mha.forward(x, { mask: { causal: true } });
    expect(whole.shape).toEqual([2, 3, 5]);
    const first = mha.step(tf.slice(x, [0, 0, 0], [-1, 2, -1]));
    const { output } = mha.step(tf.slice(x, [0, 2, 0]), { cache: first.cache });
    expect(tf.concat([first.output, output], 1)).toBeClose(whole, { absolute: 1e-5 });
    expect(mha.forward(x, { memory: x }).shape).toEqual([2, 3, 5]);
    const wide = { outputSize: 0, rng: random(1) };
    expect(() => new MultiHeadAttention(6, 2, wide)).toThrow('outputSize: expected a positive');
  });

  const nameOf = ({ bias, cross, causal }: Case) =>
    `${cross ? 'memory' : 'self'}${causal ? ', causal' : ''}${bias ? '' : ', no bias'}`;

  test.each(golden.modules.map((c) => [nameOf(c), c] as const))('is as PyTorch: %s', (_, c) => {
    const mha = load(c);
    const x = tf.variable(seededTensor([2, 5, 6], 1));
    const options = {
      memory: c.cross ? seededTensor([2, 7, 6], 2) : undefined,
      mask: c.causal ? { causal: true } : undefined,
    };
    const { weights } = mha.forward(x, { ...options, weights: true });
    expect(weights).toBeClose(tf.tensor(c.weights, weights.shape), { absolute: 2e-6 });
    let y: tf.Tensor | undefined;
    const variables = [x, ...parameters(mha)];
    const { grads } = valueAndGrads(() => {
      y = tf.keep(mha.forward(x, options));
      return tf.sum(tf.mul(y, seededTensor(y.shape, 3))) as tf.Scalar;
    }, variables);
    expect(y).toBeClose(tf.tensor(c.output, [2, 5, 6]), { absolute: 2e-6, relative: 1e-5 });
    const close = { absolute: 1e-5, relative: 1e-5 };
    expect(grads.get(x), 'dx').toBeClose(tf.tensor(c.dx, x.shape), close);
    const there: Record<string, number[]> = c.gradients as never;
    const names = { input: 'in_proj_', output: 'out_proj.' } as const;
    for (const [path, variable] of Object.entries(stateDict(mha))) {
      const [part, kind] = path.split('.') as ['input' | 'output', string];
      const gradient = grads.get(variable) as tf.Tensor;
      const turned = gradient.rank === 2 ? tf.transpose(gradient) : gradient;
      const wanted = there[`${names[part]}${kind}`] as number[];
      expect(tf.reshape(turned, [-1]), path).toBeClose(wanted, close);
    }
    y?.dispose();
  });

  const POSITIONS = { none: undefined, rotary: rotary(), alibi: alibi() };
  const NAMES = ['none', 'rotary', 'alibi'] as const;

  test.each(NAMES)('step by step is as the whole, causal, positions %s', (name) => {
    const mha = make(12, 6, { kvHeads: 2, positions: POSITIONS[name] });
    const x = seededTensor([2, 7, 12], 3);
    const whole = mha.forward(x, { mask: { causal: true } });
    const { output, cache } = decode(mha, x, [3, 1, 1, 2]);
    expect(output).toBeClose(whole, { absolute: 2e-6 });
    expect([cache.length, cache.position]).toEqual([7, 7]);
  });

  test.each(NAMES)('a window keeps the cache as small as it is, positions %s', (name) => {
    const mha = make(8, 2, { positions: POSITIONS[name] });
    const x = seededTensor([2, 9, 8], 3);
    const mask = { causal: true, window: 3 };
    const { output, cache } = decode(mha, x, [2, 1, 4, 1, 1], mask);
    expect(output).toBeClose(mha.forward(x, { mask }), { absolute: 2e-6 });
    expect([cache.length, cache.position]).toEqual([2, 9]);
  });

  test('a tensor hides padding at every step', () => {
    const mha = make(12, 6, { positions: alibi() });
    const x = seededTensor([2, 5, 12], 1);
    // The first row begins with two positions of padding.
    const seen = (keys: number) =>
      tf.tensor(
        [0, 1].flatMap((b) => Array.from({ length: keys }, (_, j) => b === 1 || j >= 2)),
        [2, 1, 1, keys],
        'bool',
      );
    const whole = mha.forward(x, { mask: { causal: true, tensor: seen(5) } });
    const first = mha.step(tf.slice(x, 0, [2, 3, 12]), { mask: { causal: true, tensor: seen(3) } });
    const second = mha.step(tf.slice(x, [0, 3, 0], [2, 2, 12]), {
      cache: first.cache,
      mask: { causal: true, tensor: seen(5) },
    });
    expect(tf.concat([first.output, second.output], 1)).toBeClose(whole, { absolute: 2e-6 });
  });

  test('its scale, and the pairs that it turns', () => {
    const x = seededTensor([2, 5, 12], 1);
    const [plain, scaled] = [make(12, 2), make(12, 2, { scale: 1 })];
    expect(plain.scale).toBeCloseTo(6 ** -0.5, 6);
    // Six times the weights of the queries by the root is the same as another scale.
    const [q] = tf.split(plain.input.weight, [12, 24], 1) as [tf.Tensor];
    const rest = tf.slice(plain.input.weight as tf.Tensor, [0, 12], [-1, 24]);
    scaled.input.weight.assign(tf.concat([tf.mul(q, 6 ** -0.5), rest], 1) as tf.Tensor2D);
    expect(scaled.forward(x)).toBeClose(plain.forward(x), { absolute: 2e-6 });
    const [halves, neighbours] = (['halves', 'neighbours'] as const).map((pairs) =>
      make(12, 2, { positions: rotary({ pairs }) }),
    ) as [MultiHeadAttention, MultiHeadAttention];
    expect(halves.forward(x)).not.toBeClose(neighbours.forward(x));
    // Columns of q and k in the other order make one of the other.
    const order = [0, 2, 4, 1, 3, 5];
    const columns = Array.from({ length: 36 }, (_, i) =>
      i < 24 ? 6 * Math.floor(i / 6) + (order[i % 6] as number) : i,
    );
    halves.input.weight.assign(tf.gather(neighbours.input.weight as tf.Tensor2D, columns, 1));
    halves.output.weight.assign(neighbours.output.weight as tf.Tensor2D);
    expect(halves.forward(x)).toBeClose(neighbours.forward(x), { absolute: 2e-6 });
  });

  test('a memory that is remembered is as the memory', () => {
    for (const memorySize of [6, 10]) {
      const mha = make(6, 2, { memorySize });
      const [x, memory] = [seededTensor([2, 3, 6], 1), seededTensor([2, 5, memorySize], 2)];
      const mask = { lengths: [2, 5] };
      const kept = mha.remember(memory);
      expect(mha.forward(x, { memory: kept, mask })).toBeClose(mha.forward(x, { memory, mask }));
    }
  });

  test('without positions the order of what is seen does not matter, with them it does', () => {
    const x = seededTensor([1, 5, 8], 1);
    const turn = (y: tf.Tensor) => tf.reverse(y, 1);
    for (const name of NAMES) {
      const mha = make(8, 2, { positions: POSITIONS[name] });
      const there = turn(mha.forward(turn(x)));
      // Turned round, distances stay: a penalty on them does not tell the two from one another.
      if (name === 'rotary') expect(there).not.toBeClose(mha.forward(x));
      else expect(there).toBeClose(mha.forward(x), { absolute: 2e-6 });
    }
    const shuffled = (y: tf.Tensor, order: number[]) =>
      tf.gather(y, tf.tensor1d(order, 'int32'), 1);
    for (const name of NAMES) {
      const mha = make(8, 2, { positions: POSITIONS[name] });
      const there = shuffled(mha.forward(shuffled(x, [1, 2, 0, 4, 3])), [2, 0, 1, 4, 3]);
      if (name === 'none') expect(there).toBeClose(mha.forward(x), { absolute: 2e-6 });
      else expect(there).not.toBeClose(mha.forward(x));
    }
  });

  test('its gradients are those of finite differences', () => {
    const mha = make(4, 2, { kvHeads: 1, positions: rotary() });
    expectGradients(
      (x) => mha.forward(x as tf.Tensor, { mask: { causal: true } }),
      [seededTensor([1, 3, 4], 1)],
    );
  });

  test.skipIf(backendName === 'webgpu')('learns a small batch by heart', async () => {
    const mha = make(8, 2);
    const steps = train({
      parameters: parameters(mha),
      optimizer: adam({ learningRate: 0.02 }),
      batches: () => seededTensor([2, 5, 8], 1),
      loss: (x) => mse(mha.forward(x), tf.reverse(x, 1)),
      steps: 150,
    });
    let first: number | undefined;
    let last = 0;
    for await (const { step, loss } of steps) {
      if (step % 50 !== 0 && step !== 1) continue;
      last = await loss();
      first ??= last;
    }
    expect(last).toBeLessThan(0.1 * (first as number));
  });

  test('drops weights while it trains', async () => {
    const mha = make(6, 2, { dropout: 0.5 });
    const x = seededTensor([2, 5, 6], 1);
    const run = (seed: number) => mha.forward(x, { training: true, rng: random(seed) });
    expect(run(1)).toBeClose(run(1));
    expect(run(1)).not.toBeClose(run(2));
    await expectRefusal(
      () => mha.forward(x, { training: true }),
      'MultiHeadAttention.forward: rng: expected a generator of random(), got undefined',
    );
  });

  test('comes back from its state dict, and from PyTorch and back', async () => {
    const mha = make(6, 2);
    const [x, other] = [seededTensor([2, 5, 6], 1), make(6, 2, { rng: random(2) })];
    const values: Record<string, ArrayValue> = {};
    for (const [path, { shape, ...rest }] of Object.entries(await toTorch(mha, layersOf)))
      values[path] = { shape: [...shape], data: rest.data as Float32Array };
    fromTorch(other, values, layersOf);
    expect(other.forward(x)).toBeClose(mha.forward(x));
    const third = make(6, 2, { rng: random(3) });
    loadStateDict(third, stateDict(mha));
    expect(third.forward(x)).toBeClose(mha.forward(x));
    const { in_proj_bias, ...less } = values;
    const error = await expectRefusal(
      () => fromTorch(other, { ...less, bias_k: in_proj_bias as ArrayValue }, layersOf),
      'fromTorch: expected values that fit the model, got 1 missing: in_proj_bias; 1 unexpected: bias_k',
    );
    expect(error).toBeInstanceOf(StateDictError);
  });

  test('says what does not fit', async () => {
    const refuse = (f: () => unknown, message: string | RegExp) =>
      expectRefusal(f, message instanceof RegExp ? message : `MultiHeadAttention${message}`);
    await refuse(() => make(10, 3), ': heads: expected a divisor of size 10, got 3');
    await refuse(
      () => make(12, 4, { kvHeads: 3 }),
      ': kvHeads: expected a divisor of heads 4, got 3',
    );
    await refuse(
      () => make(9, 3, { positions: rotary() }),
      ': positions: expected an even depth to turn, got 9 / 3 = 3',
    );
    await refuse(
      () => make(8, 2, { positions: 'rotary' as never }),
      ': positions: expected rotary() or alibi(), got "rotary"',
    );
    await refuse(() => make(8, 2, { dropout: 1 }), ': dropout: expected a number in [0, 1), got 1');
    const mha = make(6, 2, { maxLength: 4 });
    const [x, wide, single] = [tf.zeros([2, 3, 6]), tf.zeros([2, 5, 7]), tf.zeros([1, 1, 6])];
    await refuse(
      () => mha.forward(wide),
      '.forward: query: expected [batch, query, 6], got [2, 5, 7]',
    );
    await refuse(
      () => mha.forward(x, { memory: wide }),
      '.forward: memory: expected [2, key, 6], got [2, 5, 7]',
    );
    const long = tf.zeros([2, 5, 6]);
    await refuse(() => mha.forward(long), '.forward: query: expected at most 4 positions, got 5');
    const { cache } = mha.step(x);
    await refuse(
      () => mha.step(single, { cache }),
      /^MultiHeadAttention\.step: cache\.keys: expected \[1, 2, key, 3\], got \[2, 2, \d+, 3\]$/,
    );
    await refuse(() => mha.step(x, { cache }), '.step: cache: expected at most 4 positions, got 6');
    await refuse(
      () => mha.forward(x, { mask: { lengths: [4, 3] } }),
      '.forward: mask.lengths.0: expected an integer from 0 to 3, got 4',
    );
    const step = (mask: object, cache?: KeyValues) => mha.step(x, { mask: mask as never, cache });
    await refuse(
      () => step({ causal: true, offset: 0 }),
      '.step: mask.offset: expected none step by step: the cache has it, got 0',
    );
    await refuse(
      () => step({ causal: true, lengths: [3, 2] }),
      /^MultiHeadAttention\.step: mask\.lengths: expected none step by step: a bool tensor hides padding, got/,
    );
    const unlimited = make(6, 2);
    const short = unlimited.step(x, { mask: { causal: true, window: 2 } });
    await refuse(
      () => unlimited.step(x, { cache: short.cache, mask: { causal: true, window: 3 } }),
      '.step: cache: expected the last 2 positions, got 1: the steps before had a narrower window',
    );
    await refuse(
      () => unlimited.step(x, { cache: short.cache }),
      '.step: cache: expected the last 3 positions, got 1: the steps before had a narrower window',
    );
    await refuse(
      () => make(6, 2, { memorySize: 7, positions: alibi() }),
      ': positions: expected none with a memorySize of its own, got "alibi"',
    );
    await refuse(
      () => make(6, 2, { memorySize: 7, maxLength: 3 }),
      ': maxLength: expected none with a memorySize of its own, got 3',
    );
    await refuse(() => make(6, 2, { scale: NaN }), ': scale: expected a finite number, got NaN');
    const cross = make(6, 2, { memorySize: 7 });
    await refuse(() => cross.forward(x), '.forward: memory: expected a tensor, got undefined');
    await refuse(
      () => cross.step(x),
      '.step: expected attention of a sequence to itself, got one to a memory',
    );
  });

  test('leaves its results and nothing else', async () => {
    const x = seededTensor([2, 3, 8], 1);
    await expectNoLeaks(() => {
      const mha = make(8, 2, { positions: rotary() });
      const { output, cache } = mha.step(x);
      const next = mha.step(x, { cache });
      tf.dispose([output, cache.keys, cache.values, next.output, next.cache.keys]);
      tf.dispose([next.cache.values, mha.forward(x, { mask: { causal: true } })]);
      dispose(mha);
    });
  });
});

test('a query of MultiHeadAttention that sees nothing gives the bias of the output', async () => {
  const mha = make(4, 2);
  mha.output.bias?.assign(tf.tensor1d([1, 2, 3, 4]));
  const y = mha.forward(seededTensor([1, 2, 4], 1), {
    mask: tf.tensor([1, 1, 0, 0], [2, 2], 'bool'),
  });
  expect(Array.from(await readValues(tf.slice(y, [0, 1, 0], [1, 1, 4])))).toEqual([1, 2, 3, 4]);
});
