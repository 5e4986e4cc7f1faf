import * as tf from '@tensorflow/tfjs-core';
import { sumOf } from './inputs';
import { forms, type ProductSizes, worksOf } from './product-forms';
import { startTfjs } from './tfjs';

/** Products through tfjs's `matMul`, on wasm. */
export async function productTfjs(sizes: ProductSizes) {
  const name = await startTfjs('wasm');
  const run: Record<string, (times: number) => void> = {};
  let checksum: number | undefined;
  for (const { name: form, a, b, transposeA, transposeB } of forms(sizes)) {
    const left = tf.tensor2d(...a);
    const right = tf.tensor2d(...b);
    checksum ??= sumOf(tf.matMul(left, right, transposeA, transposeB).dataSync());
    run[form] = (times) => {
      for (let i = 0; i < times; i++) tf.matMul(left, right, transposeA, transposeB).dispose();
    };
  }
  return { name, run: worksOf(run, sizes), checksum };
}
