import { dispose, random, stateDict } from '@dl/core';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import { beamSearch, generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Decoder, type DecoderOptions } from './decoder';
import type { Encoded } from './encoded';

const encodedOf = (batch = 2): Encoded => ({
  outputs: seededTensor([batch, 5, 6], 1) as tf.Tensor3D,
  state: [seededTensor([batch, 6], 2) as tf.Tensor2D],
  lengths: Int32Array.from({ length: batch }, (_, i) => 5 - 2 * (i % 2)),
});
const free = ({ outputs, state }: Encoded) => tf.dispose([outputs, ...state] as never);
const IDS = () => tf.tensor2d([3, 1, 4, 2, 0, 5], [2, 3], 'int32');

const KINDS: Omit<DecoderOptions, 'rng'>[] = [
  { attention: 'none' },
  { attention: 'dot' },
  { attention: 'general', tied: true, embedding: 7 },
  { attention: 'additive' },
  { attention: 'additive', inputFeeding: true },
  { attention: 'none', inputFeeding: true, tied: true, embedding: 3 },
];

describe.each(KINDS)('Decoder %j', (options) => {
  const make = () => new Decoder(11, 6, { rng: random(1), ...options });

  test('says step by step what it says in one go', () => {
    tf.tidy(() => {
      const decoder = make();
      const encoded = encodedOf();
      const ids = IDS();
      const all = decoder.forward(ids, encoded);
      expect(all.shape).toEqual([2, 3, 11]);
      let state = decoder.begin(encoded);
      const steps = tf.unstack(ids, 1).map((tokens) => {
        const next = decoder.step(tokens as tf.Tensor1D, state);
        ({ state } = next);
        return next.logits;
      });
      expect(tf.stack(steps, 1)).toBeClose(all, { absolute: 2e-6 });
      dispose(decoder);
    });
  });

  test('what lies behind the end of a sentence has no influence', () => {
    tf.tidy(() => {
      const decoder = make();
      const encoded = encodedOf();
      const broken = tf.tensor3d(
        [0, 0, 0, 1, 1].flatMap((x) => Array(6).fill(x)),
        [1, 5, 6],
      );
      const padding = tf.concat([tf.zeros([1, 5, 6]), tf.mul(broken, NaN)]) as tf.Tensor3D;
      // NaN times 0 is NaN: only where the padding is.
      const outputs = tf.where(
        tf.cast(tf.concat([tf.zeros([1, 5, 6]), broken]), 'bool'),
        padding,
        encoded.outputs,
      ) as tf.Tensor3D;
      const other = decoder.forward(IDS(), { ...encoded, outputs });
      expect(other).toBeClose(decoder.forward(IDS(), encoded));
      dispose(decoder);
    });
  });

  test('decodes by beams and greedily, and leaves nothing behind', async () => {
    const decoder = make();
    const encoded = encodedOf(3);
    await expectNoLeaks(async () => {
      const state = tf.tidy(() => decoder.begin(encoded) as never) as ReturnType<
        typeof decoder.begin
      >;
      const told = { state, start: [3, 3, 3], eos: 0, maxLength: 6 };
      const greedy = await generate(decoder, told);
      const beams = await beamSearch(decoder, { ...told, beams: 1, lengthPenalty: 0 });
      expect(beams.map(([one]) => one?.tokens)).toEqual(greedy.map(({ tokens }) => tokens));
      const wide = await beamSearch(decoder, { ...told, beams: 4, best: 2 });
      expect(wide.map((own) => own.length)).toEqual([2, 2, 2]);
      const own = new Set<tf.Tensor>([encoded.outputs, ...(encoded.state as tf.Tensor[])]);
      const more = [state.feed, ...Object.values(Object(state.memory))];
      for (const one of more) if (one instanceof tf.Tensor && !own.has(one)) one.dispose();
    });
    free(encoded);
    dispose(decoder);
  });
});

describe('Decoder', () => {
  test('rows that are chosen are the sentences that they were', () => {
    tf.tidy(() => {
      const decoder = new Decoder(11, 6, { rng: random(1), attention: 'dot' });
      const encoded = encodedOf(3);
      const tokens = tf.tensor1d([1, 2, 3], 'int32');
      const { state } = decoder.step(tokens, decoder.begin(encoded));
      const rows = Int32Array.of(2, 0, 0);
      const chosen = decoder.step(tokens, decoder.select(state, rows)).logits;
      const all = [0, 1, 2].map((token) => {
        const same = tf.fill([3], token + 1, 'int32') as tf.Tensor1D;
        return decoder.step(same, state).logits;
      });
      const wanted = Array.from(rows, (row, i) => tf.slice(all[i] as tf.Tensor, [row, 0], [1, 11]));
      expect(chosen).toBeClose(tf.concat(wanted), { absolute: 2e-6 });
      dispose(decoder);
    });
  });

  test('where it looks is 1 over the words of the sentence', () => {
    tf.tidy(() => {
      const decoder = new Decoder(11, 6, { rng: random(1) });
      const weights = decoder.look(IDS(), encodedOf());
      expect(weights.shape).toEqual([2, 3, 5]);
      expect(tf.sum(weights, 2)).toBeClose(tf.ones([2, 3]));
      expect(tf.slice(weights, [1, 0, 3], [1, 3, 2])).toBeClose(tf.zeros([1, 3, 2]));
      dispose(decoder);
    });
  });

  test('drops between layers at each step with input feeding as without it', async () => {
    // Many equal rows; the weights of what is fed are 0, so that both have the same chances.
    const [batch, options] = [4000, { layers: 2, dropout: 0.5, attention: 'none' as const }];
    const fed = new Decoder(3, 4, { rng: random(1), inputFeeding: true, ...options });
    const plain = new Decoder(3, 4, { rng: random(2), ...options });
    const [wide, narrow] = [stateDict(fed), stateDict(plain)];
    for (const [name, variable] of Object.entries(narrow)) {
      const own = wide[name] as tf.Variable;
      const isInput = own.shape[0] !== variable.shape[0];
      tf.tidy(() => {
        const value = tf.mul(seededTensor(variable.shape, name.length), 2);
        variable.assign(value);
        own.assign(isInput ? tf.concat([value, tf.zerosLike(value)]) : value);
      });
    }
    const moments = async (decoder: Decoder, rate?: number) => {
      const parts = tf.tidy(() => {
        const state = [0, 1].map((i) => tf.tile(seededTensor([1, 4], 7 + i), [batch, 1]));
        const lengths = new Int32Array(batch).fill(1);
        const outputs = tf.zeros<tf.Rank.R3>([batch, 1, 4]);
        const encoded = { outputs, state: state as tf.Tensor2D[], lengths };
        const ids = tf.tile(tf.tensor2d([[1, 2, 0]], [1, 3], 'int32'), [batch, 1]) as tf.Tensor2D;
        const told = rate === 0 ? {} : { training: true, rng: random(3) };
        const { mean, variance } = tf.moments(decoder.forward(ids, encoded, told), 0);
        return tf.stack([mean, tf.sqrt(variance)]);
      });
      const values = Array.from(await parts.data());
      parts.dispose();
      return values;
    };
    const [a, b, still] = [await moments(fed), await moments(plain), await moments(fed, 0)];
    expect(a).toBeClose(b, { absolute: 0.08 });
    expect(still).toBeClose(await moments(plain, 0), { absolute: 1e-3 });
    dispose(fed);
    dispose(plain);
  });

  test('says what does not fit', async () => {
    const decoder = new Decoder(11, 6, { rng: random(1), attention: 'none' });
    const encoded = encodedOf();
    const ids = tf.tensor2d([1, 2, 3], [3, 1], 'int32');
    await expectRefusal(() => decoder.forward(ids, encoded), /Decoder.forward: ids: expected/);
    const fitting = IDS();
    await expectRefusal(() => decoder.look(fitting, encoded), /expected attention, got none/);
    const tokens = tf.tensor1d([1, 2, 3], 'int32');
    await expectRefusal(
      () => decoder.step(tokens, decoder.begin(encoded)),
      'Decoder.step: state: expected 3 rows, got 2',
    );
    tf.dispose([ids, tokens, fitting]);
    free(encoded);
    dispose(decoder);
  });
});
