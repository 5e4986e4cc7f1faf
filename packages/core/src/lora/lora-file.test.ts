import { expectRefusal, memoryStore, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { parameters } from '../model/parameters';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import { applyLora } from './apply-lora';
import { loadLora, saveLora } from './lora-file';

const make = (outSize = 5) => ({ blocks: [new Linear(3, outSize, { rng: random(1) })] });
const x = () => seededTensor([2, 3], 1);

async function saved(options: { rank?: number; rsLora?: boolean } = {}) {
  const model = make();
  const [layer] = model.blocks;
  const lora = applyLora(model, { rank: 2, alpha: 3, targets: ['0'], rng: random(2), ...options });
  tf.tidy(() => lora.layers['blocks.0']?.B.assign(seededTensor([lora.config.rank, 5], 3)));
  const store = memoryStore();
  await saveLora(lora, store);
  return { store, lora, wanted: (layer as Linear).forward(x()) };
}

/** The same file with another config, or with tensors by other names. */
function changed(bytes: Uint8Array | undefined, config: object, rename = (name: string) => name) {
  const { tensors, metadata } = readSafetensors(bytes as Uint8Array);
  const own = { ...JSON.parse(metadata.adapter_config as string), ...config };
  const renamed = Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor] as const);
  const meta = { adapter_config: JSON.stringify(own) };
  return memoryStore(writeSafetensors(Object.fromEntries(renamed), meta));
}

describe('saveLora and loadLora', () => {
  test('an adapter goes round alone, under PEFT’s names', async () => {
    const { store, lora, wanted } = await saved({ rsLora: true });
    const { tensors, metadata } = readSafetensors(store.bytes as Uint8Array);
    const A = tensors['base_model.model.blocks.0.lora_A.weight'];
    expect(Object.keys(tensors).length).toBe(2);
    expect(A?.shape).toEqual([2, 3]);
    expect(tensors['base_model.model.blocks.0.lora_B.weight']?.shape).toEqual([5, 2]);
    const ours = await readValues(lora.layers['blocks.0']?.A as tf.Tensor);
    expect(A?.data[1]).toBe(ours[2]);
    expect(JSON.parse(metadata.adapter_config as string)).toEqual({
      ...{ peft_type: 'LORA', r: 2, lora_alpha: 3, lora_dropout: 0, use_rslora: true },
      ...{ target_modules: ['blocks.0'], bias: 'none', fan_in_fan_out: false },
      inference_mode: true,
    });
    const model = make();
    const again = await loadLora(model, store);
    expect(again.config).toEqual(lora.config);
    expect((model.blocks[0] as Linear).forward(x())).toBeClose(wanted, { absolute: 0 });
    expect(parameters(model).length).toBe(2);
  });

  test('reads names with and without PEFT’s prefix and its adapter’s name', async () => {
    const { store, wanted } = await saved();
    for (const rename of [
      (name: string) => name.replace('base_model.model.', ''),
      (name: string) => name.replace('.weight', '.default.weight'),
    ]) {
      const model = make();
      await loadLora(model, changed(store.bytes, {}, rename));
      expect((model.blocks[0] as Linear).forward(x())).toBeClose(wanted, { absolute: 0 });
    }
  });

  test('refuses an adapter of another model, and says what differs', async () => {
    const { store } = await saved();
    const start = 'loadLora: memory: expected an adapter for this model, got ';
    const [A, B] = ['A', 'B'].map((name) => `base_model.model.blocks.0.lora_${name}.weight`);
    const other = make(7);
    await expectRefusal(
      () => loadLora(other, store),
      `${start}1 that do not fit: ${B} ([5, 2] for [7, 2])`,
    );
    const named = { layer: new Linear(3, 5, { rng: random(1) }) };
    await expectRefusal(
      () => loadLora(named, store),
      `${start}2 that the model has not: ${A}, ${B}`,
    );
    const model = make();
    const file = readSafetensors(store.bytes as Uint8Array);
    const { [B as string]: _, ...one } = file.tensors;
    await expectRefusal(
      () => loadLora(model, memoryStore(writeSafetensors(one, file.metadata))),
      `${start}1 missing: ${B}`,
    );
    await expectRefusal(
      () => loadLora(model, memoryStore(writeSafetensors({}, file.metadata))),
      `${start}no matrices`,
    );
    expect(parameters(model).length).toBe(2);
  });

  test.each([
    [{ use_dora: true }, 'use_dora: expected false, got true'],
    [{ bias: 'all' }, 'bias: expected "none", got "all"'],
    [{ peft_type: 'IA3' }, 'peft_type: expected "LORA", got "IA3"'],
    [{ rank_pattern: { q: 3 } }, 'rank_pattern: expected none, got an Object'],
    [{ r: 0 }, 'r: expected a positive integer, got 0'],
    [{ lora_alpha: 'x' }, 'lora_alpha: expected a positive number, got "x"'],
    [{ lora_dropout: 1 }, 'lora_dropout: expected a number from 0 to below 1, got 1'],
    [{ use_rslora: 1 }, 'use_rslora: expected true or false, got 1'],
  ])('refuses what is not computed here: %o', async (config, message) => {
    const { store } = await saved();
    const model = make();
    await expectRefusal(
      () => loadLora(model, changed(store.bytes, config)),
      `loadLora: memory: adapter_config.json: ${message}`,
    );
  });

  test('refuses what is no adapter', async () => {
    const model = make();
    await expectRefusal(
      () => loadLora(model, memoryStore()),
      'loadLora: memory: expected an adapter, got nothing',
    );
    const bare = memoryStore(writeSafetensors({}));
    await expectRefusal(
      () => loadLora(model, bare),
      'loadLora: memory: expected adapter_config.json, got none',
    );
    await expectRefusal(
      () => loadLora(model, '' as string),
      'loadLora: source: expected the path of a folder, or a store, got ""',
    );
    await expectRefusal(
      () => saveLora({} as never, bare),
      /^saveLora: lora: expected what applyLora gives, got /,
    );
    const { lora, store } = await saved();
    lora.dispose();
    await expectRefusal(
      () => saveLora(lora, store),
      'saveLora: lora: expected an adapter on its model, got one that was taken off',
    );
  });
});
