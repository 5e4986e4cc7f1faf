import { adam, groups, parameters, random, setup, sgd, valueAndGrads } from '@dl/core';
import { Seq2Seq, SimpleSeq2Seq } from '@dl/seq2seq';
import { beamSearch, generate, pairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { Contender } from '../../../apps/bench/src/row';
import { pairs, type TranslationSizes } from './sentences';

/** The plain model: a sentence a step, an SGD each. */
export async function plainSteps(sizes: TranslationSizes): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const { source, target, hidden } = sizes;
  const options = { rng: random(0), hidden, embedding: hidden };
  const model = new SimpleSeq2Seq(source, target, options);
  const optimizer = groups(
    [model.encoder, model.decoder].map((part) => ({
      ...{ parameters: parameters(part), optimizer: sgd({ learningRate: 0.008 }) },
    })),
  );
  const all = parameters(model);
  const rng = random(1);
  const own = pairs(sizes).map(([a, b]) => [
    [...a, 1],
    [...b, 1],
  ]) as [number[], number[]][];
  const step = ([a, b]: [number[], number[]]) => {
    const { value, grads } = valueAndGrads(() => model.loss(a, b, { rng }), all, { sparse: true });
    optimizer.update(grads);
    tf.dispose([value, ...grads.values()] as never);
  };
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) own.forEach(step);
    },
  };
}

/** The batched model with attention: all sentences in one step of Adam. */
export async function batchedSteps(sizes: TranslationSizes): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const model = makeBatched(sizes);
  const all = parameters(model);
  const optimizer = adam({ learningRate: 1e-3 });
  const batch = pairBatch(pairs(sizes), { sos: 0, eos: 1 });
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) {
        const { value, grads } = valueAndGrads(() => model.loss(batch), all);
        optimizer.update(grads);
        tf.dispose([value, ...grads.values()]);
      }
    },
  };
}

function makeBatched({ source, target, hidden }: TranslationSizes): Seq2Seq {
  return new Seq2Seq(source, target, hidden, { rng: random(0), attention: 'general' });
}

/** Decoding one sentence to a fixed number of words, greedily or by beams. */
export async function decoding(
  sizes: TranslationSizes,
  { words, beams }: { readonly words: number; readonly beams: number },
): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const { encoder, decoder } = makeBatched(sizes);
  const [[read]] = pairs({ ...sizes, count: 1 }) as [[number[], number[]]];
  const ids = tf.tensor2d(read, [1, read.length], 'int32');
  const once = async () => {
    const begun = tf.tidy(() => decoder.begin(encoder.forward(ids)) as never) as ReturnType<
      typeof decoder.begin
    >;
    const told = { state: begun, start: [0], maxLength: words };
    if (beams === 1) await generate(decoder, told);
    else await beamSearch(decoder, { ...told, beams });
    tf.dispose(begun as never);
  };
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) await once();
    },
  };
}
