import { random, sgd } from '@dl/core';
import { expectNoLeaks, expectRefusal, memoryStore } from '@dl/testing';
import { Bpe, trainBpe, Vocabulary } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { TrainTranslatorOptions } from './train-options';
import { trainTranslator } from './train-translator';
import { Translator } from './translator';

const DIGITS = ['one', 'two', 'three', 'four', 'five'];
const WORDS = ['ichi', 'ni', 'san', 'yon', 'go'];

/** Numbers of two and three digits in two languages, the second of which reads them from behind. */
const PAIRS = Array.from({ length: 60 }, (_, i): [string, string] => {
  const digits = [i % 5, Math.floor(i / 5) % 5, ...(i % 2 ? [(i * 3) % 5] : [])];
  const said = [...digits].reverse();
  return [digits.map((d) => DIGITS[d]).join(' '), said.map((d) => WORDS[d]).join(' ')];
});

const UNK = { special: { unk: '<unk>' } };
const source = new Vocabulary(DIGITS, UNK);
const target = new Vocabulary(WORDS, UNK);
const small = (more?: Partial<TrainTranslatorOptions>): TrainTranslatorOptions => ({
  ...{ pairs: PAIRS, source, target, hidden: 16, epochs: 1, batchTokens: 160, rng: random(1) },
  ...{ learningRate: 0.02, labelSmoothing: 0 },
  ...more,
});

describe('trainTranslator', () => {
  test('learns to translate, shows where it looks, and has other words to offer', async () => {
    const before = tf.memory().numTensors;
    const told: string[] = [];
    const translator = await trainTranslator(
      small({
        epochs: 20,
        validation: PAIRS.slice(0, 5),
        progress: ({ state, step, steps, reports }) => {
          told.push(`${state} ${step}/${steps} ${reports.length}`);
        },
      }),
    );
    const { text, tokens, attention, alternatives, ended } = await translator.translate(
      'two one four',
      { best: 3, attention: true },
    );
    expect(text).toBe('yon ichi ni');
    expect(tokens).toEqual(['yon', 'ichi', 'ni']);
    expect(ended).toBe('eos');
    expect(alternatives).toHaveLength(2);
    expect([attention?.rows, attention?.columns]).toEqual([4, 3]);
    // The first word that is said stands last in what is read.
    const first = Array.from(attention?.weights.subarray(0, 3) as Float32Array);
    expect(first.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    const [steps] = /\d+$/.exec(told.at(-1)?.split(' ')[1] as string) as RegExpExecArray;
    expect(told[0]).toBe(`running 0/${steps} 0`);
    expect(told.at(-1)).toBe(`done ${steps}/${steps} 20`);
    translator.dispose();
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(0);
  });

  test('begins with byte pairs of both sides', async () => {
    const translator = await trainTranslator({
      ...{ pairs: PAIRS, hidden: 8, epochs: 1, vocabularySize: 280 },
    });
    expect(translator.source).toBeInstanceOf(Bpe);
    expect(translator.target.size).toBeLessThanOrEqual(280);
    expect((await translator.translate('ひとつ', { maxLength: 3 })).tokens.length).toBeLessThan(4);
    translator.dispose();
  });

  test('goes on from a checkpoint, bit for bit', async () => {
    const values = async (one: Translator) => {
      const { weight } = one.model.decoder.embedding;
      return Array.from(await weight.data());
    };
    const whole = await trainTranslator(small({ epochs: 2, dropout: 0.2, teacherForcing: 0.8 }));
    const store = memoryStore();
    const stop = new AbortController();
    const half = await trainTranslator(
      small({
        ...{ epochs: 2, dropout: 0.2, teacherForcing: 0.8 },
        checkpoint: { store },
        signal: stop.signal,
        progress: ({ step }) => {
          if (step === 3) stop.abort();
        },
      }),
    );
    expect(await values(half)).not.toEqual(await values(whole));
    const rest = await trainTranslator(
      small({ epochs: 2, dropout: 0.2, teacherForcing: 0.8, checkpoint: { store } }),
    );
    expect(await values(rest)).toEqual(await values(whole));
    for (const one of [whole, half, rest]) one.dispose();
  });

  test('an epoch is each pair once, whatever is accumulated', async () => {
    const told: [number, number][] = [];
    const translator = await trainTranslator(
      small({
        ...{ epochs: 3, accumulate: 2 },
        progress: ({ state, step, steps, reports }) => {
          if (state === 'done') told.push([step, reports.length]);
          expect(steps).toBe(5); // three batches, three times, two a step
        },
      }),
    );
    expect(told).toEqual([[5, 3]]);
    translator.dispose();
  });

  test('says what is wrong with pairs, by their number', async () => {
    await expectRefusal(
      () => trainTranslator({ pairs: [] }),
      /pairs: expected an array with a pair/,
    );
    await expectRefusal(
      () => trainTranslator({ pairs: [['a', 'b'], ['c'] as never] }),
      /pairs\.1: expected two texts, got/,
    );
    await expectRefusal(
      () =>
        trainTranslator(
          small({
            pairs: [
              ['one', 'ichi'],
              ['', 'ni'],
            ],
          }),
        ),
      'trainTranslator: pairs.1: expected a source with a word, got ""',
    );
    await expectRefusal(
      () => trainTranslator(small({ maxLength: 2 })),
      /pairs\.\d+: expected .* got [23]/,
    );
    await expectRefusal(() => trainTranslator(small({ epoch: 3 } as never)), /epoch.*epochs/);
    await expectRefusal(
      () => trainTranslator(small({ clip: 0 })),
      /trainTranslator: clip: expected/,
    );
    await expectRefusal(
      () => trainTranslator(small({ teacherForcing: 2 })),
      /trainTranslator: teacherForcing: expected/,
    );
    await expectRefusal(
      () => trainTranslator(small({ optimizer: sgd({ learningRate: 1 }) })),
      'trainTranslator: learningRate: expected none beside an optimizer, got one',
    );
    await expectRefusal(
      () => trainTranslator(small({ vocabularySize: 300 })),
      'trainTranslator: vocabularySize: expected none beside two tokenizers, got one',
    );
    await expectRefusal(
      () => trainTranslator(small({ batchTokens: 5 })),
      /pairs\.\d+: expected at most 5 tokens/,
    );
    await expectRefusal(
      () => trainTranslator(small({ checkpoint: { store: 3 as never } })),
      /checkpoint.store.read: expected a function/,
    );
  });
});

describe('Translator', () => {
  const make = (more = {}) =>
    new Translator(source, target, { hidden: 8, rng: random(3), ...more });

  test('many sentences at once are as one after the other, empty ones among them', async () => {
    const translator = make();
    await expectNoLeaks(async () => {
      const texts = ['one two', '', 'three three three four', 'five'];
      const together = await translator.translateAll(texts, { maxLength: 5, beams: 2 });
      expect(together[1]).toMatchObject({ text: '', tokens: [], ended: 'eos' });
      for (const [i, text] of texts.entries()) {
        const alone = await translator.translate(text, { maxLength: 5, beams: 2 });
        expect(together[i]?.tokens).toEqual(alone.tokens);
        expect(together[i]?.logProbability).toBeCloseTo(alone.logProbability, 4);
      }
      expect(await translator.translateAll(['', ''])).toHaveLength(2);
    });
    translator.dispose();
  });

  test('is saved and loaded whole, byte pairs too', async () => {
    const bpe = await trainBpe(DIGITS, { size: 262 });
    const translator = new Translator(bpe, target, {
      ...{ hidden: 6, cell: 'lstm', attention: 'additive', inputFeeding: true, maxLength: 9 },
    });
    const store = memoryStore();
    await translator.save(store);
    const loaded = await Translator.load(store);
    expect(loaded.maxLength).toBe(9);
    expect(loaded.source.encode('one five')).toEqual(bpe.encode('one five'));
    const told = { maxLength: 4, attention: true };
    expect(await loaded.translate('one', told)).toEqual(await translator.translate('one', told));
    translator.dispose();
    loaded.dispose();
  });

  test('copies the word that it looked at for one that it does not know', async () => {
    const translator = make();
    // It says nothing but unknown words.
    const bias = translator.model.decoder.output?.bias as tf.Variable;
    const own = new Float32Array(bias.size);
    own[target.unk as number] = 50;
    tf.tidy(() => bias.assign(tf.tensor(own, bias.shape)));
    const { text, tokens } = await translator.translate('tokyo', {
      maxLength: 2,
      copyUnknown: true,
    });
    expect([text, tokens]).toEqual(['tokyo tokyo', ['<unk>', '<unk>']]);
    translator.dispose();
  });

  test('says what it cannot translate', async () => {
    const translator = make({ maxLength: 2, attention: 'none' });
    const where = 'Translator.translate';
    await expectRefusal(
      () => translator.translate(3 as never),
      `${where}: texts.0: expected a text, got 3`,
    );
    await expectRefusal(
      () => translator.translate('one two three'),
      `${where}: texts.0: expected at most 2 tokens (maxLength of the translator), got 3`,
    );
    await expectRefusal(
      () => translator.translate('one', { attention: true }),
      `${where}: attention: expected a decoder with attention, got none`,
    );
    await expectRefusal(() => translator.translate('one', { best: 6 }), /best: expected .* got 6/);
    await expectRefusal(() => translator.translateAll('one' as never), /texts: expected an array/);
    await expectRefusal(
      () => new Translator({} as never, target),
      /source.encode: expected a function/,
    );
    translator.dispose();
  });
});
