import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { openSafetensors } from '../files/open-safetensors';
import { type StoredTensor, writeSafetensors } from '../files/safetensors';
import { StateDictError } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import { BatchNorm } from '../nn/batch-norm';
import { Conv1d } from '../nn/conv-1d';
import { Conv2d } from '../nn/conv-2d';
import { ConvTranspose2d } from '../nn/conv-transpose-2d';
import { DepthwiseConv2d } from '../nn/depthwise-conv-2d';
import { Embedding } from '../nn/embedding';
import { GroupNorm } from '../nn/group-norm';
import { LayerNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { random } from '../random/random';
import { fromTorch, toTorch } from './from-torch';

const SCRIPT = fileURLToPath(new URL('../fixtures/torch_model.py', import.meta.url));
const FILE = fileURLToPath(new URL('../fixtures/torch-model.safetensors', import.meta.url));

/** The model of fixtures/torch_model.py. */
function makeModel() {
  const rng = random(1);
  return {
    body: sequential(
      new Conv2d(2, 4, 3, { rng, padding: 1, groups: 2 }),
      new BatchNorm(4),
      new DepthwiseConv2d(4, [3, 2], { rng, multiplier: 2 }),
      new ConvTranspose2d(8, 3, 2, { rng, stride: 2 }),
      new GroupNorm(3, 3),
    ),
    head: new Linear(3, 5, { rng }),
    norm: new LayerNorm(5),
    words: new Embedding(7, 5, { rng }),
    along: new Conv1d(5, 2, 3, { rng }),
    forward(x: tf.Tensor): tf.Tensor {
      const y = this.norm.forward(this.head.forward(this.body.forward(x)));
      const word = this.words.forward(tf.tensor1d([6], 'int32'));
      return this.along.forward(tf.add(tf.reshape(y, [1, -1, 5]), word));
    },
  };
}

async function readAll(file: string): Promise<Record<string, StoredTensor>> {
  const opened = await openSafetensors(file);
  const tensors: Record<string, StoredTensor> = {};
  for (const { name } of opened.entries) tensors[name] = await opened.read(name);
  await opened.close();
  return tensors;
}

function stateOf(tensors: Record<string, StoredTensor>): Record<string, StoredTensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith('model.'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(6), value]));
}

function pythonWithTorch(): string | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
      return python;
    } catch {
      // Another one may have it.
    }
  }
  return undefined;
}

describe('a model of PyTorch', () => {
  test('gives here what it gives there', async () => {
    const tensors = await readAll(FILE);
    const model = makeModel();
    expect(fromTorch(model, stateOf(tensors))).toEqual({ missing: [], unexpected: [] });
    const { x, y } = tensors as unknown as {
      x: { data: Float32Array; shape: number[] };
      y: { data: Float32Array };
    };
    expect(model.forward(tf.tensor(x.data, x.shape))).toBeClose(y.data, { absolute: 1e-4 });
  });

  test('there and back', async () => {
    const state = stateOf(await readAll(FILE));
    const model = makeModel();
    fromTorch(model, state);
    const back = await toTorch(model);
    const { 'body.1.num_batches_tracked': _, ...wanted } = state;
    expect(Object.keys(back).sort()).toEqual(Object.keys(wanted).sort());
    for (const name of Object.keys(wanted)) expect(back[name], name).toEqual(wanted[name]);
  });

  test('a file that is written here loads there, and gives the same', async (context) => {
    const python = pythonWithTorch();
    if (python === undefined) return context.skip('no python3 with torch');
    const model = makeModel();
    const x = seededTensor([1, 5, 4, 2]);
    const channelsFirst = tf.transpose(x, [0, 3, 1, 2]);
    const stored = {
      dtype: 'F32',
      shape: channelsFirst.shape,
      data: Float32Array.from(await channelsFirst.data()),
    } as const;
    const folder = await mkdtemp(path.join(tmpdir(), 'torch-'));
    const file = path.join(folder, 'ours.safetensors');
    await writeFile(file, writeSafetensors({ ...(await toTorch(model)), x: stored }));
    const { names, y } = JSON.parse(execFileSync(python, [SCRIPT, file], { encoding: 'utf8' }));
    await rm(folder, { recursive: true });
    expect(names).toHaveLength(Object.keys(stateDict(model)).length);
    expect(model.forward(x)).toBeClose(y, { absolute: 1e-4 });
    // PyTorch takes its time to load, on a busy machine twenty times as long.
  }, 180_000);

  test('nothing is left behind', async () => {
    const state = stateOf(await readAll(FILE));
    const model = makeModel();
    await expectNoLeaks(() => void fromTorch(model, state));
  });

  test('errors speak of the names there, and change nothing', async () => {
    const state = stateOf(await readAll(FILE));
    const model = makeModel();
    const before = Float32Array.from(await model.head.weight.data());
    const { 'head.bias': bias, ...rest } = state;
    expect(() => fromTorch(model, rest)).toThrow(
      'fromTorch: expected values that fit the model, got 1 missing: head.bias',
    );
    expect(() => fromTorch(model, { ...state, 'head.other': bias as StoredTensor })).toThrow(
      '1 unexpected: head.other',
    );
    expect(() => fromTorch(model, { ...state, 'head.weight': bias as StoredTensor })).toThrow(
      '1 that do not fit: head.weight ([5] for [5, 3])',
    );
    expect(() => fromTorch(model, rest)).toThrow(StateDictError);
    expect(await model.head.weight.data()).toEqual(before);
    expect(fromTorch(model, rest, { strict: false })).toEqual({
      missing: ['head.bias'],
      unexpected: [],
    });
  });
});
