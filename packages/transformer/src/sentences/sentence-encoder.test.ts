import { random, stateDict, valueAndGrads } from '@dl/core';
import { expectNoLeaks, expectRefusal, readValues, seededTensor } from '@dl/testing';
import { type ScoredPiece, Unigram } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { SentenceEmbedder } from './sentence-embedder';
import { SentenceEncoder } from './sentence-encoder';
import type { SentenceEncoderOptions } from './sentence-encoder-options';
import { timingSignal } from './timing-signal';

const SMALL = { tokenSize: 4, size: 6, heads: 2, hidden: 7, layers: 3, outputSize: 5 };
const make = (options: Partial<SentenceEncoderOptions> = {}) =>
  new SentenceEncoder(9, { ...SMALL, maxLength: 8, rng: random(1), ...options });
const PIECES: ScoredPiece[] = [
  ['<unk>', 0],
  ...Array.from('▁abcdef', (piece) => [piece, -1] as const),
];
const embedder = () => new SentenceEmbedder(make(), new Unigram(PIECES));
const ids = (...rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');

describe('SentenceEncoder', () => {
  test('gives a vector of length 1 for each row', async () => {
    const y = make().forward(ids([1, 2, 3], [4, 5, 0]), [3, 2]);
    expect(y.shape).toEqual([2, 5]);
    expect(tf.sum(tf.square(y), 1)).toBeClose([1, 1], { absolute: 1e-5 });
    expect(stateDict(make())['first.attention.output.weight']?.shape).toEqual([4, 6]);
  });

  test('padding and other rows change nothing, order of tokens does', async () => {
    const encoder = make();
    const alone = encoder.forward(ids([1, 2, 3]), [3]);
    const padded = encoder.forward(ids([7, 7, 7, 7, 7], [1, 2, 3, 8, 8]), [5, 3]);
    expect(tf.slice(padded, [1, 0], [1, -1])).toBeClose(alone, { absolute: 1e-5 });
    const turned = await tf.max(tf.abs(tf.sub(encoder.forward(ids([3, 2, 1]), [3]), alone))).data();
    expect(turned[0]).toBeGreaterThan(1e-4);
  });

  test('has gradients that are the slopes of what it computes', async () => {
    const encoder = make({ layers: 2 });
    const { embedding, first, output } = encoder;
    const wanted = seededTensor([2, 5], 3);
    const loss = () =>
      tf.sum(tf.mul(encoder.forward(ids([1, 2, 3], [4, 5, 0]), [3, 2]), wanted)) as tf.Scalar;
    const weights = [embedding.weight, first.skip.weight, first.attention.output.weight];
    const variables = [...weights, output.bias as tf.Variable];
    const { grads } = valueAndGrads(loss, variables);
    for (const variable of variables) {
      const [at, way, step] = [tf.clone(variable), seededTensor(variable.shape, 7), 5e-4];
      const value = async (far: number) => {
        variable.assign(tf.add(at, tf.mul(way, far)));
        return (await readValues(loss()))[0] as number;
      };
      const slope = ((await value(step)) - (await value(-step))) / (2 * step);
      variable.assign(at);
      const made = tf.sum(tf.mul(grads.get(variable) as tf.Tensor, way));
      expect(made).toBeClose([slope], { absolute: 2e-3, relative: 2e-2 });
    }
  });

  test('leaves nothing behind', async () => {
    const [encoder, x] = [make(), ids([1, 2, 3])];
    await expectNoLeaks(() => encoder.forward(x, [3]).dispose());
  });

  test('its positions are sines before cosines', () => {
    const rows = Array.from({ length: 2 }, (_, t) => [
      ...[1, 1e-4].map((rate) => Math.sin(t * rate)),
      ...[1, 1e-4].map((rate) => Math.cos(t * rate)),
    ]);
    expect(timingSignal(2, 4)).toBeClose(tf.tensor2d(rows));
  });

  test('refuses sizes, ids and lengths that do not fit', async () => {
    const encoder = make();
    const inputs = [tf.zeros([2, 3]), tf.zeros([2, 9], 'int32'), ids([1, 2])] as const;
    const refused: [() => unknown, RegExp][] = [
      [() => make({ tokenSize: 5 }), /tokenSize: expected an even multiple of 2 heads, got 5$/],
      [() => make({ size: 7 }), /size: expected a multiple of 2 heads, got 7$/],
      [() => make({ layers: 0 }), /layers: expected a positive integer/],
      [() => make({ rng: undefined as never }), /rng/],
      [() => encoder.forward(inputs[0], [1, 1]), /ids: expected dtype int32/],
      [() => encoder.forward(inputs[1], [1, 1]), /from 1 to 8 tokens a row/],
      [() => encoder.forward(inputs[2], [3]), /lengths.0: expected an integer from 0 to 2/],
    ];
    for (const [run, message] of refused) await expectRefusal(run, message);
  });
});

describe('SentenceEmbedder', () => {
  test('gives vectors in the order of the texts, one by one as all at once', async () => {
    const model = embedder();
    const texts = ['abc', '', 'f', 'abcdefabcdef', 'a b', 'abc'];
    const all = await model.embed(texts);
    expect(all.shape).toEqual([6, 5]);
    for (const [row, text] of texts.entries()) {
      const one = await model.embed([text]);
      expect(tf.slice(all, [row, 0], [1, -1]), text).toBeClose(one, { absolute: 1e-5 });
    }
    expect((await model.embed([])).shape).toEqual([0, 5]);
  });

  test('refuses what is no text, and a tokenizer of more ids', async () => {
    await expect(embedder().embed('abc' as never)).rejects.toThrow(
      'embed: texts: expected an array',
    );
    await expect(embedder().embed(['a', 3 as never])).rejects.toThrow('texts.1: expected a text');
    const many = new Unigram([...PIECES, ...Array.from('ghi', (piece) => [piece, -1] as const)]);
    expect(() => new SentenceEmbedder(make(), many)).toThrow('tokenizer.size: expected at most 9');
    expect(() => new SentenceEmbedder({} as never, many)).toThrow('expected a SentenceEncoder');
    expect(() => new SentenceEmbedder(make(), {} as never)).toThrow('expected a tokenizer');
  });
});
