import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileStore } from '../files/file-store';
import { adam } from '../optim/adam';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-checkpoint-'));
});
afterEach(async () => {
  tf.disposeVariables();
  await rm(folder, { recursive: true });
});

const makeModel = (seed: number) => ({
  weight: tf.tidy(() => tf.variable(seededTensor([3, 5], seed))),
});

test('a checkpoint goes through a file, and a second takes the place of the first', async () => {
  const path = join(folder, 'runs', 'a.safetensors');
  const [model, optimizer] = [makeModel(1), adam()];
  for (const step of [1, 2]) {
    tf.tidy(() => optimizer.update(new Map([[model.weight, seededTensor([3, 5], 9)]])));
    await saveCheckpoint(fileStore(path), { model, optimizer, step });
  }
  expect(await readdir(join(folder, 'runs'))).toEqual(['a.safetensors']);
  const [other, otherOptimizer] = [makeModel(2), adam()];
  const contents = { model: other, optimizer: otherOptimizer };
  expect(await loadCheckpoint(fileStore(path), contents)).toEqual({ step: 2 });
  expect(other.weight).toBeClose(model.weight, { absolute: 0, relative: 0 });
  expect(otherOptimizer.state.get(other.weight)?.updates).toBe(2);
  optimizer.dispose();
  otherOptimizer.dispose();
});

test('errors name the file', async () => {
  const path = join(folder, 'a.safetensors');
  const model = makeModel(1);
  await expect(loadCheckpoint(fileStore(path), { model })).rejects.toThrow(
    `loadCheckpoint: file ${path}: expected a checkpoint, got nothing`,
  );
  await saveCheckpoint(fileStore(path), { model, step: 3 });
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length - 1));
  await expect(loadCheckpoint(fileStore(path), { model })).rejects.toThrow('safetensors: ');
});
