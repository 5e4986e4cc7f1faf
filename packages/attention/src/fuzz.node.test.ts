import { random, valueAndGrads } from '@dl/core';
import { backendName, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { attend, attendWithWeights } from './attend';
import { plainLoop } from './fixtures/plain-loop';
import { MultiHeadAttention } from './multi-head-attention';
import { type AttendOptions, planAttention } from './plan';
import { applyRotary } from './rotary';
import { expectSizes } from './sizes';

/** How many calls; more by hand: `ATTENTION_FUZZ=20000`. */
const COUNT = Number(process.env.ATTENTION_FUZZ ?? 60);
const SEED = Number(process.env.ATTENTION_FUZZ_SEED ?? 1);

/** What nobody should hand over, but somebody will. */
const HOSTILE: (() => unknown)[] = [
  () => null,
  () => Number.NaN,
  () => -1,
  () => 2 ** 31,
  () => 2 ** 32,
  () => 1e300,
  () => 'yes',
  () => [],
  () => ({}),
  () => ({ length: 2 }),
  () => () => 1,
  () => tf.zeros([2, 2, 3, 3]),
  () => tf.zeros([0, 3, 3]),
  () => tf.ones([3, 3], 'bool'),
  () => tf.ones([2, 3, 3], 'int32'),
  () => ({ shape: [2, 3, 3], dtype: 'float32', isDisposed: false, dataId: {}, rank: 3, size: 18 }),
  () => {
    const x = tf.zeros([2, 3, 3]);
    x.dispose();
    return x;
  },
];

/** Numbers of one seed. */
class Draw {
  #state: number;
  constructor(seed: number) {
    this.#state = Math.imul(seed, 2654435761) >>> 0;
  }
  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }
  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
  tensor(shape: number[], least?: number): tf.Tensor {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: size }, () =>
      least !== undefined && this.below(4) === 0 ? least : this.below(2000) / 1000 - 1,
    );
    return tf.tensor(values, shape);
  }
}

function drawAttention(draw: Draw) {
  const [batch, kvHeads, group] = [1 + draw.below(2), 1 + draw.below(2), 1 + draw.below(2)];
  const heads = kvHeads * group;
  const [queries, keys] = [1 + draw.below(9), 1 + draw.below(9)];
  const [depth, valueDepth] = [1 + draw.below(6), 1 + draw.below(6)];
  const q = draw.tensor([batch, heads, queries, depth]);
  const k = draw.tensor([batch, kvHeads, keys, depth]);
  const v = draw.tensor([batch, kvHeads, keys, valueDepth]);
  const maybe = (x: object) => (draw.below(3) === 0 ? x : {});
  const shape = () => [
    draw.of([1, batch]),
    draw.of([1, heads]),
    draw.of([1, queries]),
    draw.of([1, keys]),
  ];
  const tensor = () =>
    draw.below(2) === 0 ? tf.greater(draw.tensor(shape()), -0.3) : draw.tensor(shape(), -Infinity);
  const mask = {
    ...maybe({ causal: true }),
    ...maybe({ window: 1 + draw.below(5) }),
    ...maybe({ offset: draw.below(7) - 3 }),
    ...maybe({ lengths: Array.from({ length: batch }, () => draw.below(keys + 1)) }),
    ...maybe({ tensor: tensor() }),
  };
  const options: AttendOptions = {
    mask,
    ...maybe({ bias: draw.tensor(shape(), -1e30) }),
    ...maybe({ scale: draw.below(5) - 2 }),
    ...maybe({ alibi: Array.from({ length: heads }, () => draw.below(9) / 9) }),
  };
  return { q, k, v, options };
}

type Drawn = ReturnType<typeof drawAttention>;

/** Every number that a plain loop gives, by `attend` and its gradient. */
async function expectRight({ q, k, v, options }: Drawn, draw: Draw, label: string) {
  const plan = planAttention('fuzz', expectSizes('fuzz', q, k, v), options);
  const { batch, heads, queries, valueDepth } = plan.sizes;
  const dy = draw.tensor([batch, heads, queries, valueDepth]);
  const read = async (x: tf.Tensor | undefined) => x && readValues(x);
  const [a, b, c, d, bias, tensor] = (await Promise.all(
    [q, k, v, dy, plan.bias, plan.mask.tensor].map(read),
  )) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array?, Float32Array?];
  const wanted = plainLoop({ q: a, k: b, v: c, dy: d, bias, tensor }, plan);
  const variables = [q, k, v].map((x) => tf.variable(x));
  let y: tf.Tensor | undefined;
  const { value, grads } = valueAndGrads(() => {
    const [x0, x1, x2] = variables as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
    y = tf.keep(attend(x0, x1, x2, options));
    return tf.sum(tf.mul(y, dy)) as tf.Scalar;
  }, variables);
  const found = [y as tf.Tensor, ...variables.map((x) => grads.get(x) as tf.Tensor)];
  for (const [i, name] of (['output', 'dq', 'dk', 'dv'] as const).entries()) {
    const values = await readValues(found[i] as tf.Tensor);
    wanted[name].forEach((w, at) => {
      const off = Math.abs((values[at] as number) - w);
      if (!(off <= 2e-4 + 2e-4 * Math.abs(w))) {
        throw new Error(`${label}: ${name} ${at}: expected ${w}, got ${values[at]}`);
      }
    });
  }
  tf.dispose([value, ...found, ...variables, dy]);
}

/** One call with something hostile in it: a clear error, or a result. */
function callHostile(draw: Draw, drawn: Drawn): void {
  const bad = draw.of(HOSTILE)();
  const args: unknown[] = [drawn.q, drawn.k, drawn.v];
  const options = { ...drawn.options, mask: { ...(drawn.options.mask as object) } };
  const names = ['mask', 'scale', 'bias', 'alibi', 'dropout', 'training', 'rng', 'wrong'];
  const conditions = ['causal', 'window', 'lengths', 'offset', 'tensor', 'wrong'];
  const place = draw.below(4);
  if (place === 0) args[draw.below(3)] = bad;
  else if (place === 1) Object.assign(options, { [draw.of(names)]: bad });
  else if (place === 2) Object.assign(options.mask, { [draw.of(conditions)]: bad });
  const whole = place === 3 ? bad : options;
  const [q, k, v] = args as [tf.Tensor, tf.Tensor, tf.Tensor];
  const x = drawn.q.shape[3] === 4 ? tf.zeros([2, 3, 4]) : (bad as tf.Tensor);
  const layer = () => new MultiHeadAttention(4, 2, { rng: random(1) });
  const calls: (() => unknown)[] = [
    () => attend(q, k, v, whole as AttendOptions),
    () => attendWithWeights(q, k, v, whole as AttendOptions),
    () =>
      applyRotary(draw.below(2) === 0 ? q : tf.zeros([3, 4]), {
        [draw.of(['offset', 'base', 'pairs', 'scaling'])]: bad,
      }),
    () =>
      new MultiHeadAttention(4, 2, {
        rng: random(1),
        [draw.of(['kvHeads', 'dropout', 'init', 'qkNorm'])]: bad,
      }),
    () => layer().forward(x, { [draw.of(['mask', 'memory', 'bias', 'training'])]: bad }),
    () => layer().step(x, { [draw.of(['mask', 'cache', 'bias', 'rng'])]: bad } as object),
    () => {
      const mha = layer();
      const { cache } = mha.step(tf.zeros([2, 3, 4]));
      const broken = {
        ...cache,
        [draw.of(['keys', 'values', 'first', 'length', 'position'])]: bad,
      };
      return mha.step(tf.zeros([2, 1, 4]), { cache: broken as typeof cache });
    },
  ];
  try {
    draw.of(calls)();
  } catch (error) {
    const { message } = error as Error;
    expect(message).toMatch(/^[A-Za-z.]+: [\s\S]*expected /);
  }
}

// A GPU in software is slow, and has no memory in which a kernel could write beside its tensor.
test.skipIf(backendName === 'webgpu')(
  `${COUNT} drawn calls are right or refused, and change and leave nothing`,
  async () => {
    const canaries = Array.from({ length: 40 }, (_, i) => tf.fill([1 + ((7 * i) % 61)], 1000 + i));
    for (const canary of canaries) canary.dataSync();
    for (let i = 0; i < COUNT; i++) {
      const draw = new Draw(SEED * 1_000_003 + i);
      const before = tf.memory().numTensors;
      tf.engine().startScope();
      const drawn = drawAttention(draw);
      if (i % 3 === 0) await expectRight(drawn, draw, `call ${i}`);
      else callHostile(draw, drawn);
      tf.engine().endScope();
      tf.disposeVariables();
      expect(tf.memory().numTensors, `tensors after call ${i}`).toBe(before);
      if (i % 50 !== 49 && i !== COUNT - 1) continue;
      for (const [j, canary] of canaries.entries()) {
        expect(
          canary.dataSync().every((x) => x === 1000 + j),
          `canary ${j} after call ${i}`,
        ).toBe(true);
      }
    }
    tf.dispose(canaries);
  },
  600_000,
);
