import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GptSizes } from '../../../apps/bench/src/kit/gpt-sizes';
import { pythonWith } from '../../../apps/bench/src/python';
import type { Figure } from '../../../apps/bench/src/row';
import { THREADS } from '../../../apps/bench/src/threads';

/** How the two are trained. */
interface MemoryOptions {
  /** Ours makes activations anew on the way back. Default false. */
  readonly recompute?: boolean;
}

/** What three training steps add to the memory of a process at most, its model and the state of AdamW included. */
const program = (sizes: GptSizes, recompute: boolean) => `
  import { adamW, parameters, random, setup, valueAndGrads } from '@dl/core';
  import { Gpt } from '@dl/transformer';
  import * as tf from '@tensorflow/tfjs-core';
  await setup({ backend: 'wasm', threads: 1 });
  globalThis.gc();
  const before = process.memoryUsage.rss();
  const { layers, heads, width: size, block: context, batch, vocabulary } = ${JSON.stringify(sizes)};
  const form = { activation: 'gelu', tied: false, recompute: ${recompute} };
  const model = new Gpt(vocabulary, { layers, heads, size, context, rng: random(1), ...form });
  const ids = tf.zeros([batch, context], 'int32');
  const optimizer = adamW({ learningRate: 1e-3 });
  for (let step = 0; step < 3; step++) {
    const { value, grads } = valueAndGrads(() => model.loss(ids, ids), parameters(model));
    optimizer.update(grads);
    tf.dispose([value, ...grads.values()]);
  }
  console.log((1024 * process.resourceUsage().maxRSS - before) / 2 ** 20);`;

/** MiB of ours, and of PyTorch without recomputation. */
export function peakMemory(
  root: string,
  sizes: GptSizes,
  { recompute = false }: MemoryOptions = {},
): Figure {
  // Where @dl/transformer resolves.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['--expose-gc', '--input-type=module', '-e', program(sizes, recompute)];
  const ours = Number(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' }));
  const python = pythonWith('torch');
  if (python === undefined) return { ours, peerName: 'PyTorch' };
  const script = path.join(root, 'packages/transformer/bench/memory_torch.py');
  const env = { ...process.env, ...THREADS, PYTHONPATH: path.join(root, 'apps/bench/python') };
  const said = execFileSync(python, [script, JSON.stringify(sizes)], { env, encoding: 'utf8' });
  const { peak, version } = JSON.parse(said) as { peak: number; version: string };
  return { ours, peer: peak, peerName: `PyTorch ${version}` };
}
