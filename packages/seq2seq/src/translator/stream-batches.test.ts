import { random } from '@dl/core';
import { expectRefusal, memoryStore } from '@dl/testing';
import { Bpe, type IdPair, type Pair, type PairBatch, PairBatches, Vocabulary } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { StreamBatches, type StreamBatchesOptions } from './stream-batches';
import type { TrainTranslatorOptions } from './train-options';
import { trainTranslator } from './train-translator';
import type { Translator } from './translator';

const DIGITS = ['one', 'two', 'three', 'four', 'five'];
const PAIRS = Array.from({ length: 53 }, (_, i): Pair => {
  const words = [i % 5, Math.floor(i / 5) % 5, ...(i % 3 ? [(i * 3) % 5] : [])];
  return [words.map((d) => DIGITS[d]).join(' '), words.map((d) => `${d}`).join(' ')];
});
const source = new Vocabulary(DIGITS, { special: {} });
const target = new Vocabulary(['0', '1', '2', '3', '4'], { special: {} });

const encode = (pair: unknown): IdPair => {
  const [read, said] = pair as Pair;
  return [source.encode(read), target.encode(said)];
};
const told = (window: number): StreamBatchesOptions => ({
  ...{ where: 'test', window, encode, tokens: 40, sos: 5, eos: 6, rng: random(3) },
});

/** The pairs of the next batches, each as one text, and frees them. */
async function take(batches: AsyncIterator<PairBatch>, count: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let i = 0; i < count; i++) {
    const { value } = await batches.next();
    const rows = (await Promise.all([value.source.array(), value.labels.array()])) as number[][][];
    all.push((rows[0] as number[][]).map((row, at) => `${row} > ${rows[1]?.[at]}`));
    tf.dispose(value);
  }
  return all;
}

async function* slowly(): AsyncGenerator<Pair, void, void> {
  for (const pair of PAIRS) yield pair;
}

describe('StreamBatches', () => {
  test('gives the batches of PairBatches where a window holds all pairs', async () => {
    const { tokens, sos, eos, rng } = told(1);
    const whole = new PairBatches(PAIRS.map(encode), { tokens, sos, eos, rng });
    const streamed = await StreamBatches.open(slowly, told(PAIRS.length));
    expect(streamed.perEpoch).toBe(whole.perEpoch);
    const own = (async function* () {
      yield* whole;
    })();
    const count = 2 * whole.perEpoch + 1;
    expect(await take(streamed[Symbol.asyncIterator](), count)).toEqual(await take(own, count));
  });

  test('has each pair once an epoch, in another order, and reads a window ahead at most', async () => {
    let [read, most] = [0, 0];
    const counted = function* () {
      for (const pair of PAIRS) {
        read++;
        yield pair;
      }
    };
    const batches = await StreamBatches.open(counted, told(10));
    read = 0;
    const steps = batches.iterateFrom(0);
    const epochs: string[][] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      let seen: string[] = [];
      for (let i = 0; i < batches.perEpoch; i++) {
        const [own] = await take(steps, 1);
        most = Math.max(most, read - epoch * PAIRS.length - seen.length);
        seen = seen.concat(own as string[]);
      }
      epochs.push(seen);
    }
    expect(most).toBe(10);
    expect(epochs[0]).toHaveLength(PAIRS.length);
    expect(epochs[1]).not.toEqual(epochs[0]);
    expect(epochs[1]?.sort()).toEqual(epochs[0]?.sort());
    await steps.return();
  });

  test('goes on from any batch, without encoding what stands before its window', async () => {
    let encoded = 0;
    const options: StreamBatchesOptions = {
      ...told(10),
      encode: (pair) => {
        encoded++;
        return encode(pair);
      },
    };
    const batches = await StreamBatches.open(slowly, options);
    const count = 2 * batches.perEpoch;
    const all = await take(batches.iterateFrom(0), count);
    for (let from = 0; from < count; from += 3) {
      expect(await take(batches.iterateFrom(from), 2)).toEqual(
        (await take(batches.iterateFrom(0), from + 2)).slice(from),
      );
    }
    encoded = 0;
    expect(await take(batches.iterateFrom(batches.perEpoch - 1), 1)).toEqual([
      all[batches.perEpoch - 1],
    ]);
    expect(encoded).toBe(3); // of the last window alone
  });

  test('says when a stream has no pairs, or others in the next epoch', async () => {
    await expectRefusal(
      () => StreamBatches.open(() => [], told(10)),
      /test: pairs\(\): expected a stream with a pair or more, got/,
    );
    await expectRefusal(
      () => StreamBatches.open((() => 3) as never, told(10)),
      'test: pairs(): expected pairs, one after the other, got 3',
    );
    for (const others of [PAIRS.slice(1), [...PAIRS, ...PAIRS]]) {
      let opened = 0;
      const changing = () => (opened++ === 0 ? PAIRS : others);
      const batches = await StreamBatches.open(changing, told(10));
      await expectRefusal(
        () => take(batches.iterateFrom(0), 2 * batches.perEpoch),
        'test: pairs(): expected the same 53 pairs each time, got others',
      );
    }
  });
});

describe('trainTranslator, of a stream', () => {
  const small = (more?: Partial<TrainTranslatorOptions>): TrainTranslatorOptions => ({
    ...{ pairs: slowly, source, target, hidden: 8, epochs: 2, batchTokens: 60, rng: random(1) },
    ...more,
  });
  const values = async (one: Translator) => {
    const all = Array.from(await one.model.decoder.embedding.weight.data());
    one.dispose();
    return all;
  };

  test('learns what it learns of a list, byte pairs too', async () => {
    const { source: _, target: __, ...bare } = small();
    const learnt = { ...bare, vocabularySize: 270 };
    for (const options of [small(), learnt]) {
      const [streamed, listed] = [
        await trainTranslator(options),
        await trainTranslator({ ...options, pairs: PAIRS }),
      ];
      expect(streamed.source instanceof Bpe).toBe(options === learnt);
      expect(await values(streamed)).toEqual(await values(listed));
    }
  });

  test('goes on in the middle of an epoch, bit for bit', async () => {
    const more = { window: 10, dropout: 0.2, epochs: 2 };
    const whole = await values(await trainTranslator(small(more)));
    const store = memoryStore();
    const stop = new AbortController();
    const half = await trainTranslator(
      small({
        ...{ ...more, checkpoint: { store }, signal: stop.signal },
        progress: ({ step, steps }) => {
          if (step === Math.floor((steps as number) / 2) + 2) stop.abort();
        },
      }),
    );
    expect(await values(half)).not.toEqual(whole);
    expect(await values(await trainTranslator(small({ ...more, checkpoint: { store } })))).toEqual(
      whole,
    );
  });

  test('names the pair that it cannot learn from, and stops while it reads', async () => {
    const before = tf.memory().numTensors;
    const refused = (pairs: readonly unknown[], expected: RegExp | string) =>
      expectRefusal(() => trainTranslator(small({ pairs: () => pairs as Pair[] })), expected);
    await refused([...PAIRS, ['one']], /trainTranslator: pairs\.53: expected two texts, got/);
    await refused(
      [PAIRS[0], ['', '1']],
      'trainTranslator: pairs.1: expected a source with a word, got ""',
    );
    await expectRefusal(
      () => trainTranslator(small({ batchTokens: 4 })),
      /pairs\.\d+: expected at most 4 tokens \(batchTokens\), got [57]/,
    );
    await expectRefusal(
      () => trainTranslator(small({ pairs: PAIRS, window: 5 })),
      'trainTranslator: window: expected none beside a list of pairs, got one',
    );
    await expectRefusal(
      () => trainTranslator(small({ pairs: slowly() as never })),
      /pairs: expected an array with a pair or more, got/,
    );
    const stop = new AbortController();
    const endless = function* (): Generator<Pair, void, void> {
      for (let i = 0; ; i++) {
        if (i === 1000) stop.abort(new Error('enough'));
        yield ['one', '1'];
      }
    };
    await expectRefusal(
      () => trainTranslator(small({ pairs: endless, signal: stop.signal, window: 100 })),
      'enough',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
