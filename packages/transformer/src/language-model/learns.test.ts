import { type FitProgress, random } from '@dl/core';
import { backendName, memoryStore } from '@dl/testing';
import { Vocabulary } from '@dl/text';
import { describe, expect, test } from 'vitest';
import { LanguageModel } from './language-model';
import { trainLanguageModel } from './train-language-model';
import type { TrainLanguageModelOptions } from './train-options';

const letters = new Vocabulary([...'abcdefgh '], { unit: 'characters', special: {} });
const SONG = 'abc def gh '.repeat(16);

const small = (more?: Partial<TrainLanguageModelOptions>): TrainLanguageModelOptions => ({
  ...{ corpus: SONG, tokenizer: letters, batchSize: 4, rng: random(1) },
  ...{ layers: 1, heads: 2, size: 16, context: 15, learningRate: 0.02, ...more },
});

// A GPU that a processor stands in for takes minutes for so many steps; each of them is tested there by its gradients.
describe('a trained language model', () => {
  test.skipIf(backendName === 'webgpu')(
    'learns a song, tells how far it is, writes on behind its context, and is saved whole',
    async () => {
      const told: FitProgress[] = [];
      const progress = (progress: FitProgress) => void told.push(progress);
      const writer = await trainLanguageModel(
        small({ steps: 60, validateEvery: 25, validation: SONG, progress }),
      );
      const after = 'gh abc def '.repeat(6).slice(0, 60);
      const { text, tokens, ended } = await writer.generate('abc def ', { maxLength: 60 });
      expect(text).toBe(after);
      expect(tokens).toEqual(letters.encode(after));
      expect(ended).toBe('length');
      let streamed = '';
      for await (const part of writer.stream('abc def ', { maxLength: 60 })) streamed += part;
      expect(streamed).toBe(after);
      expect(await writer.perplexity(SONG)).toBeLessThan(1.5);
      const last = told.at(-1) as FitProgress;
      expect([last.state, last.step, last.steps]).toEqual(['done', 60, 60]);
      expect(last.reports.map(({ step }) => step)).toEqual([25, 50, 60]);
      expect(last.reports[2]?.validation?.loss).toBeLessThan(0.4);
      const store = memoryStore();
      await writer.save(store);
      const loaded = await LanguageModel.load(store);
      expect((await loaded.generate('abc def ', { maxLength: 60 })).text).toBe(after);
      for (const one of [writer, loaded]) one.dispose();
    },
  );

  test.skipIf(backendName === 'webgpu')(
    'documents do not see each other: each is learnt from its begin',
    async () => {
      const documents = ['abcd', 'bacd', 'cdab'];
      const corpus = () => Array.from({ length: 60 }, (_, i) => documents[i % 3] as string);
      const writer = await trainLanguageModel(small({ corpus, steps: 100 }));
      const drawn = await Promise.all(
        [1, 2, 3, 4].map((seed) =>
          writer.generate('', { maxLength: 9, sampling: { rng: random(seed), topP: 0.9 } }),
        ),
      );
      for (const { text, ended } of drawn) {
        expect(documents).toContain(text);
        expect(ended).toBe('eos');
      }
      // From the second token on each is certain.
      const all = await writer.generateAll(['b', 'cd'], { maxLength: 9 });
      expect(all.map(({ text }) => text)).toEqual(['acd', 'ab']);
      writer.dispose();
    },
  );
});
