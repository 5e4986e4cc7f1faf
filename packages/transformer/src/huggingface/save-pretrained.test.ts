import { alibi, rotary } from '@dl/attention';
import { dispose, random, readSafetensors, stateDict } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import { trainBpe } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Bert } from '../bert/bert';
import golden from '../fixtures/huggingface-models.json';
import { CausalLanguageModel } from '../gpt/causal-language-model';
import { Gpt } from '../gpt/gpt';
import { Llama } from '../gpt/llama';
import { bytesOf, type FixtureFiles, sourceOf } from './fixture-files';
import type { PretrainedModel } from './form';
import { fromPretrained } from './from-pretrained';
import { type SavePretrainedOptions, savePretrained } from './save-pretrained';

async function filesOf(model: PretrainedModel, options?: SavePretrainedOptions) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  await savePretrained(model, (file, bytes) => void files.set(file, bytes.slice()), options);
  return files;
}
const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

describe('savePretrained', () => {
  // fixtures/huggingface_models.py
  test.each(['gpt2', 'half', 'masked'] as const)(
    'writes what transformers wrote: %s',
    async (name) => {
      const files: FixtureFiles = golden[name].files;
      const { model } = await fromPretrained(sourceOf(files));
      const dtype = name === 'half' ? 'BF16' : 'F32';
      const config = JSON.parse(files['config.json'] as string);
      const { bos_token_id, eos_token_id } = config;
      const written = await filesOf(model, { dtype, config: { bos_token_id, eos_token_id } });
      const there = readSafetensors(bytesOf('', files['model.safetensors'] as string));
      const here = readSafetensors(written.get('model.safetensors') as Uint8Array);
      expect(Object.keys(here.tensors).sort()).toEqual(Object.keys(there.tensors).sort());
      for (const [name, tensor] of Object.entries(there.tensors)) {
        expect(here.tensors[name], name).toEqual(tensor);
      }
      expect(here.metadata).toEqual(there.metadata);
      for (const [field, value] of Object.entries(json(written.get('config.json')))) {
        expect(config[field], field).toEqual(value);
      }
      dispose(model);
    },
  );

  test('shards with an index, F16, a tokenizer, fields of the caller’s: read again alike', async () => {
    const llama = new Llama(300, {
      ...{ layers: 2, heads: 2, kvHeads: 1, size: 8, context: 16, rng: random(1) },
      positions: rotary({ base: 500, scaling: { factor: 2 } }),
    });
    const tokenizer = await trainBpe(['the cat sat on the mat'], { size: 260 });
    const more = {
      tokenizer,
      maxShardSize: 4000,
      dtype: 'F16',
      config: { eos_token_id: 3 },
    } as const;
    const files = await filesOf(llama, more);
    const index = json(files.get('model.safetensors.index.json'));
    expect(new Set(Object.values(index.weight_map)).size).toBeGreaterThan(2);
    const again = await fromPretrained((name) => files.get(name), { model: Llama });
    expect([again.config.eos_token_id, again.config.bos_token_id]).toEqual([3, null]);
    expect(again.tokenizer?.encode('the mat')).toEqual(tokenizer.encode('the mat'));
    const ids = tf.tensor2d([[3, 1, 4, 1, 5]], [1, 5], 'int32');
    expect(again.model.forward(ids)).toBeClose(llama.forward(ids), { absolute: 2e-3 });
    dispose([llama, again.model]);
  });

  test('every form, tied or not, with biases or none, comes back as it was', async () => {
    const own = { layers: 1, heads: 2, size: 8, context: 6, rng: random(1) };
    const models = [
      new Gpt(9, { ...own, tied: false, activation: 'relu', dropout: 0.2, hidden: 12 }),
      new CausalLanguageModel(9, { ...own, activation: 'gelu' }),
      new Llama(9, { ...own, bias: true, tied: true }),
      new Bert(9, { ...own, pooler: true, head: false }),
      new Bert(9, { ...own, segments: 3 }),
    ];
    const ids = tf.tensor2d([[3, 1, 4]], [1, 3], 'int32');
    for (const model of models) {
      const files = await filesOf(model);
      const again = await fromPretrained((name) => files.get(name));
      expect(Object.keys(stateDict(again.model))).toEqual(Object.keys(stateDict(model)));
      expect(again.model.forward(ids)).toBeClose(model.forward(ids), { absolute: 0 });
      dispose(again.model);
    }
    dispose(models);
  });

  test('refuses models of other forms, and options that are none', async () => {
    const own = { layers: 1, heads: 2, size: 8, context: 6, rng: random(1) };
    const refused = async (model: PretrainedModel, message: RegExp) => {
      await expectRefusal(() => filesOf(model), message);
      dispose(model);
    };
    await refused(
      new CausalLanguageModel(9, { ...own, positions: alibi() }),
      /model: norm: expected rms/,
    );
    await refused(
      new Llama(9, { ...own, positions: alibi() }),
      /model: positions: expected rotary/,
    );
    await refused(
      new Llama(9, { ...own, window: 3 }),
      /model: window: expected undefined in files/,
    );
    await refused(new Gpt(9, { ...own, activation: 'swiglu' }), /model: gated: expected false/);
    await refused(new Bert(9, { ...own, order: 'pre' }), /model: order: expected post/);
    const neighbours = rotary({ pairs: 'neighbours' });
    await refused(new Llama(9, { ...own, positions: neighbours }), /pairs: expected halves/);
    await expectRefusal(() => savePretrained({} as never, 'x'), /model: expected a language model/);
    const gpt = new Gpt(9, own);
    await expectRefusal(() => savePretrained(gpt, '' as never), /target: expected a folder or/);
    await expectRefusal(
      () => filesOf(gpt, { dtype: 'F8' as never }),
      /dtype: expected "F32", "F16" or/,
    );
    await expectRefusal(() => filesOf(gpt, { config: { a: 1n } }), /config: expected what JSON/);
    await expectRefusal(() => filesOf(gpt, { tokenizer: 3 as never }), /tokenizer: expected an/);
    dispose(gpt);
  });
});
