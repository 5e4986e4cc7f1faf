import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { biasGradient } from '../kit/bias-gradient';
import { huber } from '../loss/huber';
import { klDivergence } from '../loss/kl-divergence';
import { l1 } from '../loss/l1';
import { mse } from '../loss/mse';
import { sigmoidCrossEntropy } from '../loss/sigmoid-cross-entropy';
import { layerNorm } from '../norm/layer-norm';
import { matMul } from './mat-mul';
import { weightGradient } from './weight-gradient';

/*
 * Sums of a million equal numbers: one float that grows loses 1% of them (9.6e-3 before sums were cut into blocks).
 * PyTorch 1.13 is 5.6e-5 off in torch.full([1000000, 1], 0.1).T @ torch.full([1000000, 4], 0.1).
 */

const ROWS = 1_000_000;
const PYTORCH = 5.6e-5;
// 0.1 as a float, whose sum is what is asked for.
const TENTH = Math.fround(0.1);

const filled = (columns: number) => tf.fill([ROWS, columns], 0.1);

async function worst(sums: tf.Tensor, each: number): Promise<number> {
  const values = await sums.data<'float32'>();
  return Math.max(...Array.from(values, (sum) => Math.abs(sum / (ROWS * each) - 1)));
}

describe.skipIf(backendName !== 'wasm')('kernels that sum over a million rows', () => {
  test.each([
    [1, 1],
    [1, 4],
    [1, 5],
    [4, 1],
    [2, 2],
    [3, 3],
    [5, 3],
    [4, 4],
    [3, 8],
  ])("linear's weight [%i, %i]", async (inSize, outSize) => {
    const [x, dz] = [filled(inSize), filled(outSize)];
    expect(await worst(weightGradient(x, dz), TENTH * TENTH)).toBeLessThan(PYTORCH);
  });

  test.each([1, 2, 3, 4, 5, 16, 33])("linear's bias [%i]", async (size) => {
    expect(await worst(biasGradient(filled(size)), TENTH)).toBeLessThan(PYTORCH);
  });

  test.each([
    [1, 1],
    [1, 3],
    [5, 1],
    [4, 5],
  ])('a product [%i, million] · [million, %i]ᵀ, both along the sum', async (m, n) => {
    const [a, b] = [tf.fill([m, ROWS], 0.1), tf.fill([n, ROWS], 0.1)];
    expect(await worst(matMul(a, b, { transposeB: true }), TENTH * TENTH)).toBeLessThan(PYTORCH);
  });

  test.each([2, 5])("layer norm's weight and bias [%i]", async (size) => {
    const x = tf.tile(tf.tensor2d([[1, ...new Array(size - 1).fill(-1)]]), [ROWS, 1]);
    const [weight, bias] = [tf.ones([size]), tf.zeros([size])];
    const z = await tf.slice(layerNorm(x), [0, 0], [1, size]).data<'float32'>();
    const gradients = tf.grads((w, b) => layerNorm(x, { weight: w, bias: b }));
    const [dweight, dbias] = gradients([weight, bias], filled(size)) as [tf.Tensor, tf.Tensor];
    expect(await worst(dbias, TENTH)).toBeLessThan(PYTORCH);
    expect(await worst(tf.div(dweight, tf.tensor1d(z)), TENTH)).toBeLessThan(PYTORCH);
  });
});

// F.l1_loss(torch.full([1000000], 0.1), torch.zeros(1000000)) is 0.1; one float32 that grows is 9.6e-3 off.
describe.skipIf(backendName !== 'wasm')('losses over a million elements', () => {
  const LOSSES: Record<string, (x: tf.Tensor, t: tf.Tensor) => tf.Tensor> = {
    l1: (x, t) => l1(x, t),
    mse: (x, t) => mse(x, t),
    huber: (x, t) => huber(x, t),
    klDivergence: (x, t) => klDivergence(x, tf.add(t, 0.5), { reduction: 'mean' }),
    sigmoidCrossEntropy: (x, t) => sigmoidCrossEntropy(x, t),
    'sigmoidCrossEntropy, weighted': (x, t) =>
      sigmoidCrossEntropy(x, t, { weight: tf.scalar(2), posWeight: tf.scalar(3) }),
  };
  test.each(Object.entries(LOSSES))('%s', async (_, loss) => {
    const of = (n: number) => loss(tf.fill([n], 0.1), tf.fill([n], 0)).data<'float32'>();
    const [[one], [all]] = await Promise.all([of(1), of(ROWS)]);
    expect(Math.abs((all as number) / (one as number) - 1)).toBeLessThan(PYTORCH);
  });
});
