import '../../../../packages/core/src/generated/gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { measureAll, say, type Work } from './measure-work';
import { numbersFor } from './numbers-for';
import { adapterLine, provideGpu } from './provide-gpu';
import { type AttentionSizes, sizesFor } from './sizes';
import { attention, causal, convStep, gptStep, lstmStep } from './tfjs-nets';
import { tfjsSide } from './tfjs-side';
import { attentionFlops, attentionId, FORMS, gptFlops } from './works';

// tfjs's own ops and gradients on its webgpu backend: a line of JSON a figure.

function products(n: number): Work[] {
  return FORMS.map(([ta, tb]) => ({
    id: `product ${n}${ta ? ' ta' : ''}${tb ? ' tb' : ''}`,
    flops: 2 * n ** 3,
    start: async () => {
      const [a, b] = [1, 1].map(() => tf.tensor2d(numbersFor(n * n), [n, n])) as [
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      return { step: () => tf.matMul(a, b, ta, tb).dispose(), end: () => tf.dispose([a, b]) };
    },
  }));
}

function attentions(own: AttentionSizes): Work[] {
  const { batch, heads, length, depth } = own;
  const shape: [number, number, number, number] = [batch, heads, length, depth];
  const start = (back: boolean) => async () => {
    const hidden = causal(length);
    const held = [1, 2, 3, 4].map(() =>
      tf.tensor4d(numbersFor(batch * heads * length * depth), shape),
    );
    const [q, k, v, dy] = held as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const gradients = tf.grads((a, b, c) => attention(a, b, c, hidden));
    const step = back
      ? () => tf.dispose(gradients([q, k, v], dy))
      : () => tf.tidy(() => attention(q, k, v, hidden)).dispose();
    return { step, end: () => tf.dispose([held, hidden]) };
  };
  return [
    { id: `${attentionId(own)} forward`, flops: attentionFlops(own, false), start: start(false) },
    { id: `${attentionId(own)} both ways`, flops: attentionFlops(own, true), start: start(true) },
  ];
}

provideGpu();
await import('@tensorflow/tfjs-backend-webgpu');
tf.enableProdMode();
await tf.setBackend('webgpu');
const about = await adapterLine();
say({ side: 'tfjs', version: tf.version_core, ...about });
const sizes = sizesFor(about.quick);
await measureAll(tfjsSide('tfjs', about.quick), [
  ...Object.entries(sizes.gpts).map(([id, own]) => ({
    id,
    flops: gptFlops(own),
    start: async () => gptStep(own),
  })),
  { id: 'lstm-step', start: async () => lstmStep(sizes.lstm) },
  { id: 'conv-step', start: async () => convStep(sizes.images) },
  ...sizes.attention.flatMap(attentions),
  ...sizes.products.flatMap(products),
]);
