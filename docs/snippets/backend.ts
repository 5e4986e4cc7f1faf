import { matMul, random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

// #region choose
const runtime = await setup(); // WebGPU where a hardware adapter answers, else WASM, else cpu
console.log(runtime.backend, runtime.tried);
// #endregion choose

// #region compare
const products: Float32Array[] = [];
for (const backend of ['wasm', 'cpu'] as const) {
  await setup({ backend });
  const rng = random(7); // the same numbers on every backend
  const y = tf.tidy(() => matMul(rng.normal([17, 33]), rng.normal([17, 5]), { transposeA: true }));
  products.push((await y.data()) as Float32Array);
  y.dispose();
}
const [wasm, cpu] = products as [Float32Array, Float32Array];
console.log(Math.max(...wasm.map((v, i) => Math.abs(v - (cpu[i] as number)))) < 1e-4);
// #endregion compare
