import { Linear, mse, random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../command/parse';
import type { TaskContext } from '../command/topic';
import { silentScreen } from '../terminal/screen';
import { topic } from '../topics/rnn';
import { type Contestant, Together } from './train-together';

interface Batch {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
}

async function contextOf(): Promise<TaskContext> {
  const { options } = parseCommand(['rnn'], new Map([['rnn', topic]]));
  const runtime = await setup({ backend: 'wasm' });
  const { signal } = new AbortController();
  return { topic: 'rnn', task: 'addition', options, runtime, screen: silentScreen, signal };
}

function contestant(size: number, rate: number): Contestant<Batch> & { model: Linear } {
  const model = new Linear(size, 1, { rng: random(size) });
  return {
    model,
    learningRate: rate,
    loss: ({ x, y }) => mse(model.forward(tf.slice(x, [0, 0], [-1, size])), y),
  };
}

const options = {
  steps: 7,
  clip: 0.05,
  rng: random(1),
  batches: ({ rng }: { rng: ReturnType<typeof random> }) => {
    return { x: rng.normal([5, 3]) as tf.Tensor2D, y: rng.normal([5, 1]) as tf.Tensor2D };
  },
};

describe('Together', () => {
  test('trains each network as if it were alone, and leaves no tensor', async () => {
    const context = await contextOf();
    const before = tf.memory().numTensors;
    const weights = async (names: readonly ('a' | 'b')[]) => {
      const all = { a: contestant(3, 0.1), b: contestant(2, 0.03) };
      const chosen = Object.fromEntries(names.map((name) => [name, all[name]]));
      const together = new Together<Batch>(chosen, options);
      const { curves } = await together.train(context);
      const found = names.map((name) => [...all[name].model.weight.dataSync()]);
      together.dispose();
      for (const { model } of Object.values(all)) {
        if (!model.weight.isDisposed) tf.dispose([model.weight, model.bias as tf.Variable]);
      }
      expect(names.map((name) => curves[name]?.length)).toEqual(names.map(() => 7));
      return found;
    };
    expect(await weights(['a', 'b'])).toEqual([
      ...(await weights(['a'])),
      ...(await weights(['b'])),
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
