import { rotary } from '@dl/attention';
import { parameters, random, valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Bert } from '../bert/bert';
import { Gpt } from '../gpt/gpt';
import { Llama } from '../gpt/llama';
import { Transformer } from '../pairs/transformer';
import { Vit } from '../vit/vit';
import type { ActivationEdit } from './activation-edit';
import { lookInside } from './look-inside';

const [VOCAB, BATCH, TIME, SIZE, HEADS] = [11, 2, 5, 12, 3];
const sizes = { layers: 2, heads: HEADS, size: SIZE, context: 7 };
const make = (options = {}) => new Gpt(VOCAB, { rng: random(1), ...sizes, ...options });
const idsOf = (seed: number) =>
  tf.tensor2d(
    Array.from({ length: BATCH * TIME }, (_, i) => (seed + 3 * i * i) % VOCAB),
    [BATCH, TIME],
    'int32',
  );
const close = { absolute: 2e-5 };

describe('lookInside', () => {
  test('what it keeps has its shapes, and the output is that of an ordinary pass', () => {
    const model = new Llama(VOCAB, { rng: random(1), ...sizes, heads: 6, kvHeads: 3 });
    const ids = idsOf(1);
    const { output, activations } = lookInside(model, () => model.forward(ids), {
      keep: ['blocks.1.*', 'blocks.1.*.*'],
    });
    expect(output).toBeClose(model.forward(ids), close);
    const shapes = Object.fromEntries(
      Object.entries(activations).map(([path, x]) => [path, x.shape]),
    );
    expect(shapes).toEqual({
      'blocks.1.input': [BATCH, TIME, SIZE],
      'blocks.1.attention.queries': [BATCH, 6, TIME, 2],
      'blocks.1.attention.keys': [BATCH, 3, TIME, 2],
      'blocks.1.attention.values': [BATCH, 3, TIME, 2],
      'blocks.1.attention.weights': [BATCH, 6, TIME, TIME],
      'blocks.1.attention.heads': [BATCH, 6, TIME, 2],
      'blocks.1.attention.output': [BATCH, TIME, SIZE],
      'blocks.1.middle': [BATCH, TIME, SIZE],
      'blocks.1.feedForward.hidden': [BATCH, TIME, 32],
      'blocks.1.feedForward.output': [BATCH, TIME, SIZE],
      'blocks.1.residual': [BATCH, TIME, SIZE],
    });
  });

  test('activations are what the parts of a block give by themselves', () => {
    const model = make();
    const ids = idsOf(2);
    const { activations: a } = lookInside(model, () => model.forward(ids), {
      keep: ['blocks.0.*', 'blocks.0.*.*'],
    });
    const at = (path: string) => a[`blocks.0.${path}`] as tf.Tensor;
    const [block] = model.decoder.blocks;
    if (block === undefined) throw new Error('no block');
    const { attention, attentionNorm, feedForward, feedForwardNorm } = block;
    const asked = { mask: { causal: true }, weights: true } as const;
    const alone = attention.forward(attentionNorm.forward(at('input')), asked);
    expect(at('attention.weights')).toBeClose(alone.weights, close);
    expect(at('attention.output')).toBeClose(alone.output, close);
    expect(at('middle')).toBeClose(tf.add(at('input'), alone.output), close);
    const mixed = tf.matMul(
      at('attention.weights') as tf.Tensor4D,
      at('attention.values') as tf.Tensor4D,
    );
    expect(at('attention.heads')).toBeClose(mixed, close);
    const fed = feedForward.forward(feedForwardNorm?.forward(at('middle')) as tf.Tensor);
    expect(at('feedForward.output')).toBeClose(fed, close);
    expect(at('feedForward.output')).toBeClose(
      feedForward.down.forward(at('feedForward.hidden')),
      close,
    );
    expect(at('residual')).toBeClose(tf.add(at('middle'), fed), close);
  });

  test('a head that is ablated is one whose rows of the output matrix are 0', () => {
    const model = make();
    const [ids, labels] = [idsOf(3), idsOf(4)];
    const edit = { 'blocks.1.attention.heads': { to: 'zero', heads: [1] } } as const;
    const { output } = lookInside(model, () => model.loss(ids, labels), { edit });
    const weight = model.decoder.blocks[1]?.attention.output.weight as tf.Variable;
    const depth = SIZE / HEADS;
    const rows = tf.range(0, SIZE);
    const isOther = tf.logicalOr(tf.less(rows, depth), tf.greaterEqual(rows, 2 * depth));
    weight.assign(tf.mul(weight, tf.cast(tf.reshape(isOther, [SIZE, 1]), 'float32')));
    expect(output).toBeClose(model.loss(ids, labels), close);
  });

  test('a mean is that of batch and positions', () => {
    const model = make();
    const ids = idsOf(3);
    const path = 'blocks.0.attention.heads';
    const before = lookInside(model, () => model.forward(ids), { keep: [path] }).activations[
      path
    ] as tf.Tensor;
    const edit = { [path]: { to: 'mean', heads: [0, 2], positions: [4] } } as const;
    const after = lookInside(model, () => model.forward(ids), { keep: [path], edit }).activations[
      path
    ] as tf.Tensor;
    const mean = tf.mean(before, [0, 2]);
    const cut = (x: tf.Tensor, head: number, time: number) =>
      tf.reshape(tf.slice(x, [1, head, time, 0], [1, 1, 1, -1]), [-1]);
    for (const head of [0, 2]) {
      expect(cut(after, head, 4)).toBeClose(
        tf.reshape(tf.slice(mean, [head, 0], [1, -1]), [-1]),
        close,
      );
    }
    expect(cut(after, 1, 4)).toBeClose(cut(before, 1, 4), close);
    expect(cut(after, 0, 3)).toBeClose(cut(before, 0, 3), close);
  });

  test.each(['blocks.0.residual', 'blocks.1.input'])(
    'all of %s of another run give its logits',
    (path) => {
      const model = make();
      const [a, b] = [idsOf(1), idsOf(5)];
      const other = lookInside(model, () => model.forward(b), { keep: [path] });
      const edit = { [path]: other.activations[path] as tf.Tensor };
      expect(lookInside(model, () => model.forward(a), { edit }).output).toBeClose(
        other.output,
        close,
      );
    },
  );

  test('a patch of one position changes none before it', async () => {
    const model = make();
    const [a, b] = [idsOf(1), idsOf(5)];
    const path = 'blocks.0.residual';
    const to = lookInside(model, () => model.forward(b), { keep: [path] }).activations[
      path
    ] as tf.Tensor;
    const edit = { [path]: { to, positions: [3] } };
    const patched = lookInside(model, () => model.forward(a), { edit }).output;
    const plain = model.forward(a);
    const cut = (x: tf.Tensor, from: number, count: number) =>
      tf.slice(x, [0, from, 0], [-1, count, -1]);
    expect(cut(patched, 0, 3)).toBeClose(cut(plain, 0, 3), close);
    const change = tf.max(tf.abs(tf.sub(cut(patched, 3, 1), cut(plain, 3, 1))));
    expect((await change.data())[0]).toBeGreaterThan(1e-4);
  });

  test('weights that are edited are those that mix values, and what is hidden stays hidden', () => {
    const model = make();
    const ids = idsOf(1);
    const [weights, values, heads] = ['weights', 'values', 'heads'].map(
      (part) => `blocks.0.attention.${part}`,
    ) as [string, string, string];
    const edit = { [weights]: (x: tf.Tensor) => tf.onesLike(x) };
    const { activations } = lookInside(model, () => model.forward(ids), {
      keep: [values, heads],
      edit,
    });
    const past = tf.cumsum(activations[values] as tf.Tensor, 2);
    expect(activations[heads] as tf.Tensor).toBeClose(past, close);
  });

  test('calls may be nested, and later edits see what earlier ones gave', () => {
    const model = make();
    const ids = idsOf(1);
    const path = 'blocks.0.residual';
    const twice = {
      [path]: (x: tf.Tensor) => tf.mul(x, 2),
      'blocks.*.residual': (x: tf.Tensor) => tf.add(x, 1),
    };
    const outer = lookInside(
      model,
      () => lookInside(model, () => model.forward(ids), { edit: twice }).output,
      { keep: [path] },
    );
    const plain = lookInside(model, () => model.forward(ids), { keep: [path] });
    const wanted = tf.add(tf.mul(plain.activations[path] as tf.Tensor, 2), 1);
    expect(outer.activations[path] as tf.Tensor).toBeClose(wanted, close);
  });

  test.each([false, true])(
    'gradients flow through edits, into what they put in and out of what is kept; recompute %s',
    (recompute) => {
      const model = make({ layers: 1, recompute });
      const [ids, labels] = [idsOf(1), idsOf(2)];
      const [input, heads] = ['blocks.0.input', 'blocks.0.attention.heads'];
      const f = (steer: tf.Tensor) => {
        const edit: Record<string, ActivationEdit> = {
          [input]: (x) => tf.add(x, steer),
          [heads]: { to: 'zero', heads: [0] },
        };
        const { output, activations } = lookInside(model, () => model.loss(ids, labels), {
          edit,
          keep: [heads],
        });
        return tf.add(output, tf.mean(tf.square(activations[heads] as tf.Tensor)));
      };
      expectGradients(f, [seededTensor([TIME, SIZE], 3)]);
      const { grads } = valueAndGrads(
        () => f(tf.zeros([TIME, SIZE])) as tf.Scalar,
        parameters(model),
      ) as { grads: unknown };
      expect(grads).toBeDefined();
    },
  );

  test('every step of a decoder may be looked into', () => {
    const model = new Llama(VOCAB, { rng: random(1), ...sizes, positions: rotary() });
    const path = 'blocks.1.attention.heads';
    const edit = { [path]: { to: 'zero', heads: [2] } } as const;
    const whole = lookInside(
      model,
      () => model.forward(tf.tensor2d([[3, 1, 4]], [1, 3], 'int32')),
      { edit },
    ).output;
    const { state } = lookInside(model, () => model.start([[3, 1, 4]]), { edit }).output;
    const step = lookInside(model, () => model.step(tf.tensor1d([4], 'int32'), state), {
      edit,
      keep: [path],
    });
    const { logits } = step.output;
    expect(logits).toBeClose(tf.reshape(tf.slice(whole, [0, 2, 0], [1, 1, -1]), [1, VOCAB]), close);
    expect((step.activations[path] as tf.Tensor).shape).toEqual([1, HEADS, 1, SIZE / HEADS]);
  });

  test('the other models have it too', () => {
    const options = { rng: random(1), layers: 2, heads: 3, size: SIZE };
    const ids = idsOf(1);
    const bert = new Bert(VOCAB, { ...options, context: 7 });
    const keep = ['blocks.1.residual'];
    const read = lookInside(bert, () => bert.forward(ids), { keep });
    expect(read.activations['blocks.1.residual'] as tf.Tensor).toBeClose(read.output, close);
    const vit = new Vit({ ...options, imageSize: 4, patchSize: 2, channels: 1, classes: 3 });
    const seen = lookInside(vit, () => vit.forward(tf.ones([1, 4, 4, 1])), {
      keep: ['blocks.0.attention.weights'],
    });
    expect(seen.activations['blocks.0.attention.weights']?.shape).toEqual([1, 3, 5, 5]);
    const pair = new Transformer(VOCAB, VOCAB, options);
    const cross = 'decoder.blocks.1.cross.weights';
    const run = () => pair.forward(ids, pair.encode(tf.slice(ids, [0, 0], [-1, 4])));
    const { activations } = lookInside(pair, run, { keep: [cross, 'encoder.blocks.*.middle'] });
    expect(Object.keys(activations).sort()).toEqual([
      cross,
      'encoder.blocks.0.middle',
      'encoder.blocks.1.middle',
    ]);
    expect(activations[cross]?.shape).toEqual([BATCH, HEADS, TIME, 4]);
  });

  test('nothing stays behind but what it gives', async () => {
    const model = make();
    const ids = idsOf(1);
    const patch = tf.ones([BATCH, TIME, SIZE]);
    await expectNoLeaks(() => {
      const edit = {
        'blocks.0.residual': patch,
        'blocks.0.attention.heads': { to: 'zero', heads: [0] },
      } as const;
      const { output, activations } = lookInside(model, () => model.forward(ids), {
        edit,
        keep: ['blocks.*.attention.weights', 'blocks.0.residual'],
      });
      tf.dispose([output, ...Object.values(activations)]);
    });
    await expectNoLeaks(() => {
      expect(() =>
        lookInside(
          model,
          () => {
            model.forward(ids);
            throw new Error('broken');
          },
          { keep: ['blocks.0.residual'] },
        ),
      ).toThrow('broken');
    });
    expect(patch.isDisposed).toBe(false);
  });

  test('refuses what does not fit, and says what there is', async () => {
    const model = make();
    const ids = idsOf(1);
    const run = () => model.forward(ids);
    const refused = (options: object, message: RegExp) =>
      expectRefusal(() => lookInside(model, run, options), message);
    await refused({ keep: ['blocks.0.attention.weight'] }, /is it blocks\.0\.attention\.weights\?/);
    await refused(
      { edit: { 'blocks.2.residual': ids } },
      /^lookInside: edit: expected a path of activationPaths, got "blocks\.2\.residual"/,
    );
    await refused({ keep: 'blocks' }, /^lookInside: keep: expected an array of paths/);
    await refused(
      { edit: { 'blocks.0.residual': { to: 'one' } } },
      /"zero", "mean", a tensor or a function, got "one"/,
    );
    await refused(
      { edit: { 'blocks.0.residual': { to: 'zero', heads: [0] } } },
      /none where there are no heads/,
    );
    await refused(
      { edit: { 'blocks.0.attention.heads': { to: 'zero', heads: [3] } } },
      /heads: expected/,
    );
    const small = tf.zeros([2, 3]);
    await refused(
      { edit: { 'blocks.0.residual': small } },
      /^lookInside: edit: blocks\.0\.residual: expected \[2, 5, 12\], got \[2, 3\]/,
    );
    await refused(
      { edit: { 'blocks.0.residual': () => undefined } },
      /^lookInside: edit: blocks\.0\.residual: expected/,
    );
    await expectRefusal(() => lookInside({}, run), /^lookInside: model: expected one with blocks/);
    const none = { keep: ['blocks.0.middle'] };
    await expectRefusal(
      () => lookInside(model, () => tf.scalar(1), none),
      /expected a run that passes blocks\.0\.middle/,
    );
    await expectRefusal(() => lookInside(model, (async () => 1) as never), /got a promise/);
  });
});
