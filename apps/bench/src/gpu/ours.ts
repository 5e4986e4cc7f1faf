import { attend } from '@dl/attention';
import { matMul, random, setup, valueAndGrads } from '@dl/core';
import { op } from '@dl/core/extend';
import { Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { convTraining } from '../../../../packages/core/bench/conv-network';
import type { GptSizes } from '../kit/gpt-sizes';
import { sequenceTraining } from '../kit/sequence-training';
import type { SequenceSizes } from '../kit/sizes';
import { measureAll, say, type Work } from './measure-work';
import { numbersFor } from './numbers-for';
import { gptStep, gptTokens } from './ours-gpt';
import { adapterLine } from './provide-gpu';
import { type AttentionSizes, sizesFor } from './sizes';
import { tfjsSide } from './tfjs-side';
import { attentionFlops, attentionId, FORMS, gptFlops } from './works';

// Our packages on WebGPU: a line of JSON a figure.

function products(n: number): Work[] {
  return FORMS.map(([transposeA, transposeB]) => ({
    id: `product ${n}${transposeA ? ' ta' : ''}${transposeB ? ' tb' : ''}`,
    flops: 2 * n ** 3,
    start: async () => {
      const [a, b] = [1, 1].map(() => tf.tensor2d(numbersFor(n * n), [n, n])) as [
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const step = () => matMul(a, b, { transposeA, transposeB }).dispose();
      return { step, end: () => tf.dispose([a, b]) };
    },
  }));
}

function attentions(own: AttentionSizes): Work[] {
  const { batch, heads, length, depth } = own;
  const shape: [number, number, number, number] = [batch, heads, length, depth];
  const size = batch * heads * length * depth;
  const mask = { causal: true };
  const inputs = () => [1, 2, 3, 4].map(() => tf.tensor4d(numbersFor(size), shape));
  const forward = async () => {
    const held = inputs();
    const [q, k, v] = held as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    return { step: () => attend(q, k, v, { mask }).dispose(), end: () => tf.dispose(held) };
  };
  const both = async () => {
    const held = inputs();
    const dy = held[3] as tf.Tensor;
    const variables = held.slice(0, 3).map((x) => tf.variable(x));
    const [q, k, v] = variables as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const step = () => {
      const { value, grads } = valueAndGrads(() => above(attend(q, k, v, { mask }), dy), variables);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    };
    return { step, end: () => tf.dispose([held, variables]) };
  };
  return [
    { id: `${attentionId(own)} forward`, flops: attentionFlops(own, false), start: forward },
    { id: `${attentionId(own)} both ways`, flops: attentionFlops(own, true), start: both },
  ];
}

/** Stands for the layers above: gives dy, as `backward(dy)` does. */
function above(y: tf.Tensor, dy: tf.Tensor): tf.Scalar {
  const gradients = () => ({ y: () => tf.clone(dy) });
  return op('Above', { y }, { forward: () => tf.scalar(0), gradients });
}

function lstmStep(own: SequenceSizes) {
  return sequenceTraining(new Lstm(own.inSize, own.hidden, { rng: random(0) }), own);
}

await setup({ backend: 'webgpu' });
// `--batch=64`: programs that are handed over at a time.
const batch = process.argv.find((arg) => arg.startsWith('--batch='))?.slice(8);
if (batch !== undefined) tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', Number(batch));
const about = await adapterLine();
say({ side: 'ours', ...about });
const sizes = sizesFor(about.quick);
const gpts = Object.entries(sizes.gpts);
const [, small] = gpts[0] as [string, GptSizes];
await measureAll(tfjsSide('ours', about.quick), [
  ...gpts.map(([id, own]) => ({ id, flops: gptFlops(own), start: async () => gptStep(own) })),
  { id: 'lstm-step', start: async () => lstmStep(sizes.lstm) },
  { id: 'conv-step', start: async () => convTraining(sizes.images) },
  {
    id: 'gpt-tokens',
    tokens: Math.min(sizes.tokens, small.block),
    start: async () => gptTokens(small, sizes.tokens),
  },
  ...sizes.attention.flatMap(attentions),
  ...sizes.products.flatMap(products),
]);
