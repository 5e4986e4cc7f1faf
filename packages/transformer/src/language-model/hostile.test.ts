import { random } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import { Vocabulary } from '@dl/text';
import { expect, test } from 'vitest';
import { trainLanguageModel } from './train-language-model';
import type { TrainLanguageModelOptions } from './train-options';

const letters = new Vocabulary(['a', 'b'], { unit: 'characters', special: {} });

/** What no option takes. */
const WRONG = [null, Number.NaN, 'x', {}, []];
const ALL: Record<keyof TrainLanguageModelOptions, true> = {
  ...{ corpus: true, validation: true, tokenizer: true, vocabularySize: true, boundary: true },
  ...{ model: true, form: true, steps: true, batchSize: true, separate: true, clip: true },
  emaDecay: true,
  ...{ learningRate: true, weightDecay: true, optimizer: true, validateEvery: true, rng: true },
  ...{ progress: true, checkpoint: true, accumulate: true, onGradients: true, signal: true },
  ...{ layers: true, heads: true, size: true, context: true, tied: true, kvHeads: true },
  ...{ norm: true, epsilon: true, hidden: true, activation: true, bias: true, dropout: true },
  ...{ attentionDropout: true, qkNorm: true, positions: true, window: true, parallel: true },
  ...{ init: true, outputInit: true, recompute: true },
};

test.each(Object.keys(ALL))(
  'trainLanguageModel refuses a wrong %s, and leaves nothing',
  async (name) => {
    const told = { corpus: 'abbabababab', layers: 1, heads: 1, size: 4, context: 4, steps: 1 };
    for (const value of WRONG) {
      // A text is a corpus, whose letters a tokenizer may not have.
      const options = { ...told, tokenizer: letters, rng: random(1), [name]: value };
      const error = await expectRefusal(() => trainLanguageModel(options as never), /expected/);
      expect(error.message).toMatch(
        /^(trainLanguageModel|Gpt|Llama|adamW|MultiHeadAttention|Vocabulary)/,
      );
    }
  },
);
