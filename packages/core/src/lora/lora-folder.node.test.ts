import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import { applyLora } from './apply-lora';
import { loadLora, saveLora } from './lora-file';

test('an adapter is a folder of two files, as PEFT’s', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-lora-'));
  try {
    const make = () => new Linear(3, 5, { rng: random(1) });
    const [from, to, x] = [make(), make(), seededTensor([2, 3], 1)];
    const lora = applyLora(from, { rank: 2, targets: 'all-linear', rng: random(2) });
    tf.tidy(() => lora.layers['']?.B.assign(seededTensor([2, 5], 3)));
    const own = path.join(folder, 'adapter/');
    await saveLora(lora, own);
    expect((await readdir(own)).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    const config = JSON.parse(await readFile(path.join(own, 'adapter_config.json'), 'utf8'));
    expect(config).toMatchObject({ peft_type: 'LORA', r: 2 });
    await loadLora(to, own);
    expect(to.forward(x)).toBeClose(from.forward(x), { absolute: 0 });
    await expect(loadLora(make(), path.join(folder, 'other'))).rejects.toThrow(
      /other\/adapter_model.safetensors: expected an adapter, got nothing/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
