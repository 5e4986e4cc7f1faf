import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { type Tokenizer, Vocabulary } from '@dl/text';
import { describe, expect, test } from 'vitest';
import type { TrainTranslatorOptions } from './train-options';
import { trainTranslator } from './train-translator';
import type { TranslateOptions } from './translate-options';
import { Translator } from './translator';

const UNK = { special: { unk: '<unk>' } };
const source = new Vocabulary(['one', 'two'], UNK);
const target = new Vocabulary(['ichi', 'ni'], UNK);
const make = (read: Tokenizer = source, said: Tokenizer = target) =>
  new Translator(read, said, { hidden: 4, rng: random(1), maxLength: 3 });

/** What no option of these takes. */
const WRONG = [null, Number.NaN, 'x', {}, []];
const OF_TRANSLATE: Record<keyof TranslateOptions, true> = {
  ...{ beams: true, best: true, lengthPenalty: true, maxLength: true },
  ...{ attention: true, copyUnknown: true, signal: true },
};
const OF_TRAINING: Record<keyof TrainTranslatorOptions, true> = {
  ...{ pairs: true, validation: true, source: true, target: true, vocabularySize: true },
  ...{ hidden: true, maxLength: true, epochs: true, batchTokens: true, learningRate: true },
  ...{ optimizer: true, clip: true, labelSmoothing: true, teacherForcing: true, rng: true },
  ...{ progress: true, checkpoint: true, accumulate: true, onGradients: true, signal: true },
  ...{ embedding: true, cell: true, layers: true, dropout: true, bidirectional: true },
  ...{ wordDropout: true, attention: true, inputFeeding: true, tied: true, window: true },
};
/** A tokenizer whose ids are these, whatever it is given. */
const giving = (ids: unknown) => {
  const own = { decode: () => '', tokenOf: () => '', toJSON: () => ({}) };
  return { ...own, encode: () => ids, size: source.size } as unknown as Tokenizer;
};

describe('Translator, of hostile input', () => {
  test('refuses options whatever the sentence is, an empty one too', async () => {
    const translator = make();
    for (const name of Object.keys(OF_TRANSLATE)) {
      for (const value of WRONG) {
        for (const text of ['', 'one']) {
          await expectRefusal(
            () => translator.translate(text, { [name]: value }),
            new RegExp(`^Translator.translate: ${name}: expected`),
          );
        }
      }
    }
    translator.dispose();
  });

  test('an empty sentence has no alternatives; a hole among texts is none', async () => {
    const translator = make();
    const [empty, full] = await translator.translateAll(['', 'one'], { best: 2, maxLength: 1 });
    expect([empty?.alternatives, full?.alternatives?.length]).toEqual([[], 1]);
    await expectRefusal(
      () => translator.translateAll(Array(2)),
      'Translator.translateAll: texts.0: expected a text, got undefined',
    );
    translator.dispose();
  });

  test('refuses what a tokenizer gives beside its ids, of both sides', async () => {
    const size = source.size;
    for (const ids of [undefined, 'ab', [size], [-1], [0.5], [Number.NaN], ['0'], Array(1)]) {
      const translator = make(giving(ids));
      const rule = `expected an array of ids under ${size} of its tokenizer, got`;
      await expectRefusal(() => translator.translate('one'), new RegExp(`texts.0: ${rule}`));
      translator.dispose();
      const pairs: [string, string][] = [['one', 'ichi']];
      const told = { pairs, hidden: 4, source, target };
      for (const side of ['source', 'target']) {
        await expectRefusal(
          () => trainTranslator({ ...told, [side]: giving(ids) }),
          new RegExp(`trainTranslator: pairs.0: ${rule}`),
        );
      }
    }
  });
});

describe('trainTranslator, of hostile input', () => {
  test('refuses each option by its name, and leaves nothing', async () => {
    const pairs: [string, string][] = [['one', 'ichi']];
    await expectNoLeaks(async () => {
      for (const name of Object.keys(OF_TRAINING)) {
        for (const value of WRONG) {
          const told = { pairs, source, target, hidden: 4, epochs: 1, [name]: value };
          await expectRefusal(
            () => trainTranslator(told as never),
            new RegExp(`: ${name}\\b.*: expected`),
          );
        }
      }
    });
  });

  test('a hole among pairs is none', async () => {
    await expectRefusal(
      () => trainTranslator({ pairs: Array(2) }),
      'trainTranslator: pairs.0: expected two texts, got undefined',
    );
  });

  test('a signal that cannot stop it is refused', async () => {
    const pairs: [string, string][] = [['one', 'ichi']];
    await expectRefusal(
      () => trainTranslator({ pairs, source, target, signal: { aborted: false } as never }),
      'trainTranslator: signal: expected an AbortSignal, got an Object',
    );
  });
});
