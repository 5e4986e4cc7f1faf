import { matMul, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { sumOf } from './inputs';
import { forms, type ProductSizes, worksOf } from './product-forms';

/** Products through core's public op. */
export async function product(sizes: ProductSizes) {
  await setup({ backend: 'wasm', threads: 1 });
  const run: Record<string, (times: number) => void> = {};
  let checksum: number | undefined;
  for (const { name, a, b, transposeA, transposeB } of forms(sizes)) {
    const options = { transposeA, transposeB };
    const left = tf.tensor2d(...a);
    const right = tf.tensor2d(...b);
    checksum ??= sumOf(matMul(left, right, options).dataSync());
    run[name] = (times) => {
      for (let i = 0; i < times; i++) matMul(left, right, options).dispose();
    };
  }
  return { run: worksOf(run, sizes), checksum };
}
