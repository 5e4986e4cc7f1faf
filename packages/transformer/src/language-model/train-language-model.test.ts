import { alibi, rotary } from '@dl/attention';
import { adamW, dispose, normal, random, sgd, stateDict } from '@dl/core';
import { expectNoLeaks, expectRefusal, memoryStore, readValues } from '@dl/testing';
import { encodeDocuments, generate, Vocabulary } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Gpt } from '../gpt/gpt';
import { LanguageModel } from './language-model';
import { trainLanguageModel } from './train-language-model';
import type { TrainLanguageModelOptions } from './train-options';

const letters = new Vocabulary([...'abcdefgh '], { unit: 'characters', special: {} });
const SONG = 'abc def gh '.repeat(16);
const sizes = { layers: 1, heads: 2, size: 16, context: 15 };

const small = (more?: Partial<TrainLanguageModelOptions>): TrainLanguageModelOptions => ({
  ...{ corpus: SONG, tokenizer: letters, ...sizes, batchSize: 4, steps: 8, rng: random(1) },
  ...more,
});

const weightsOf = async ({ model }: LanguageModel) =>
  Promise.all(Object.values(stateDict(model)).map(readValues));

describe('trainLanguageModel', () => {
  test('goes on from a checkpoint, bit for bit, in the middle of a part', async () => {
    const whole = await trainLanguageModel(small({ dropout: 0.1, validateEvery: 3 }));
    const store = memoryStore();
    const stopped = new AbortController();
    const told = { dropout: 0.1, validateEvery: 3, checkpoint: { store, every: 2 } };
    const part = await trainLanguageModel(
      small({
        ...{ ...told, signal: stopped.signal },
        progress: ({ step }) => {
          if (step === 5) stopped.abort();
        },
      }),
    );
    const resumed = await trainLanguageModel(small(told));
    expect(await weightsOf(resumed)).toEqual(await weightsOf(whole));
    expect(await weightsOf(part)).not.toEqual(await weightsOf(whole));
    const turned = new Vocabulary([...' hgfedcba'], { unit: 'characters', special: {} });
    await expectRefusal(
      () => trainLanguageModel(small({ ...told, tokenizer: turned })),
      'trainLanguageModel: checkpoint: expected one of these tokenizers, got one of others',
    );
    for (const one of [whole, part, resumed]) one.dispose();
  });

  test('gives an average of its weights, and goes on with it bit for bit', async () => {
    const last = await trainLanguageModel(small());
    const whole = await trainLanguageModel(small({ emaDecay: 0.5 }));
    const store = memoryStore();
    const told = { emaDecay: 0.5, checkpoint: { store, every: 3 } };
    const stopped = new AbortController();
    const part = await trainLanguageModel(
      small({
        ...{ ...told, validateEvery: 4, signal: stopped.signal },
        progress: ({ step }) => {
          if (step === 4) stopped.abort();
        },
      }),
    );
    const resumed = await trainLanguageModel(small({ ...told, validateEvery: 4 }));
    expect(await weightsOf(resumed)).toEqual(await weightsOf(whole));
    expect(await weightsOf(whole)).not.toEqual(await weightsOf(last));
    for (const one of [last, whole, part, resumed]) one.dispose();
  });

  test('accumulates, and trains a given model on, with an optimiser of one’s own', async () => {
    const model = new Gpt(10, { ...sizes, rng: random(3) });
    const before = await readValues(model.embedding.weight);
    const { layers: _, heads: _h, size: _s, context: _c, ...rest } = small();
    const optimizer = adamW({ learningRate: 0.01 });
    const corpus = await encodeDocuments([SONG], letters, { boundary: 9 });
    const writer = await trainLanguageModel({ ...rest, corpus, model, optimizer, accumulate: 2 });
    expect(writer.model).toBe(model);
    expect(await readValues(model.embedding.weight)).not.toEqual(before);
    optimizer.dispose();
    writer.dispose();
  });

  test('begins with byte pairs of the corpus, and as Llama', async () => {
    const { tokenizer: _, ...rest } = small({ form: 'llama', vocabularySize: 270, steps: 2 });
    const writer = await trainLanguageModel(rest);
    expect(writer.model.constructor.name).toBe('Llama');
    expect(writer.tokenizer.size).toBeLessThanOrEqual(270);
    expect(writer.model.vocabSize).toBe(writer.tokenizer.size + 1);
    writer.dispose();
  });

  test('a repetition penalty counts what the prompt says, as generate does with prompts', async () => {
    const model = new Gpt(10, { ...sizes, rng: random(3), init: normal({ std: 0.5 }) });
    const writer = new LanguageModel(model, letters);
    const [ids] = [letters.encode('abcd')];
    const { state, start } = model.start([ids]);
    const told = { state, start, eos: 9, maxLength: 6, repetitionPenalty: 3 };
    const [wanted] = await generate(model, { ...told, prompts: [ids] });
    const { tokens } = await writer.generate('abcd', { maxLength: 6, repetitionPenalty: 3 });
    expect(tokens).toEqual(wanted?.tokens);
    const [others] = await generate(model, told);
    expect(tokens).not.toEqual(others?.tokens);
    tf.dispose(state as never);
    writer.dispose();
  });

  test.each([
    ['rotary positions', rotary({ base: 500 })],
    ['alibi', alibi()],
  ])('one with %s is saved and loaded', async (_, positions) => {
    const writer = await trainLanguageModel(small({ steps: 1, positions }));
    const store = memoryStore();
    await writer.save(store);
    const loaded = await LanguageModel.load(store);
    const told = { maxLength: 5 };
    expect(await loaded.generate('abc', told)).toEqual(await writer.generate('abc', told));
    for (const one of [writer, loaded]) one.dispose();
  });

  test('leaves nothing behind but the model', async () => {
    const before = tf.memory().numTensors;
    const writer = await trainLanguageModel(small({ steps: 2, validation: [SONG] }));
    await expectNoLeaks(async () => {
      await writer.generate('abc', { maxLength: 30 });
      for await (const _ of writer.stream('abc', { maxLength: 30 })) break;
      await writer.perplexity('abc');
    });
    writer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expectRefusal(() => trainLanguageModel(small({ corpus: 'abcz' })), /z/);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('says what does not fit', async () => {
    const refused = (more: object, message: string | RegExp) =>
      expectRefusal(() => trainLanguageModel(small(more)), message);
    await refused({ corpus: undefined }, /trainLanguageModel: corpus: expected a text, texts/);
    await refused({ corpus: [] }, /trainLanguageModel: corpus: expected a text, texts/);
    await refused({ corpus: '' }, /corpus: expected a text with a token or more, got 1/);
    await refused({ corpus: 'abc' }, /source.length: expected more than the 15 tokens of a row/);
    await refused({ heads: 3 }, /heads/);
    await refused({ steps: 0 }, 'trainLanguageModel: steps: expected a positive integer, got 0');
    const optimizer = sgd({ learningRate: 1 });
    await refused(
      { optimizer, learningRate: 1 },
      'trainLanguageModel: learningRate: expected none beside an optimizer, got one',
    );
    const model = new Gpt(5, { ...sizes, rng: random(1) });
    await refused({ model }, 'trainLanguageModel: layers: expected none beside a model, got one');
    await expectRefusal(() => new LanguageModel(model, letters), /model.vocabSize: expected/);
    await expectRefusal(() => new LanguageModel({} as Gpt, letters), /model: expected a Gpt/);
    dispose(model);
    const writer = await trainLanguageModel(small({ steps: 1 }));
    await expectRefusal(
      () => writer.generate(3 as never),
      /LanguageModel.generate: prompt: expected a text/,
    );
    await expectRefusal(
      () => writer.generate('a', { state: 1 } as never),
      /generate: state: expected none/,
    );
    await expectRefusal(
      () => writer.perplexity(''),
      /perplexity: text: expected two tokens or more: the first is given/,
    );
    writer.dispose();
  });
});
