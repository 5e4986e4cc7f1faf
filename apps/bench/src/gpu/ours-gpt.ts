import { parameters, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { gptTraining, makeGpt, writeOn } from '../kit/gpt';
import type { GptSizes } from '../kit/gpt-sizes';
import { idsFor, numbersFor } from './numbers-for';

/** A GPT of numbers that come quickly. */
function made(sizes: GptSizes) {
  const init = (shape: readonly number[]) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tf.tensor(numbersFor(size, 0.02), shape as number[]);
  };
  return makeGpt(sizes, { rng: random(0), init });
}

/** Training steps of it, by AdamW. */
export function gptStep(sizes: GptSizes) {
  const { batch, block, vocabulary } = sizes;
  const ids = () => tf.tensor2d(idsFor(batch * block, vocabulary), [batch, block], 'int32');
  return gptTraining(made(sizes), ids(), ids(), 1e-4);
}

/** As many tokens as `tokens`, one after the other by a cache, each the likeliest; a step reads one id a token. */
export function gptTokens(sizes: GptSizes, tokens: number) {
  const model = made(sizes);
  const step = () => writeOn(model, Math.min(tokens, sizes.block));
  return { step, end: () => tf.dispose(parameters(model)) };
}
