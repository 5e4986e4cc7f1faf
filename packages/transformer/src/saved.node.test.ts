import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { alibi, rotary } from '@dl/attention';
import { load, random, save } from '@dl/core';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  Bert,
  CausalLanguageModel,
  Gpt,
  Llama,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  Vit,
} from './index';

test('models are saved and loaded whole, with their options', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-saved-'));
  try {
    const own = { layers: 2, heads: 2, rng: random(1) };
    const language = { ...own, size: 8, context: 6 };
    const model = {
      encoder: new TransformerEncoder(8, { ...own, order: 'post', activation: 'swiglu' }),
      decoder: new TransformerDecoder(8, { ...own, positions: alibi(), window: 2 }),
      pairs: new Transformer(9, 9, { ...own, size: 8, tied: 'all', decoderLayers: 1 }),
      plain: new CausalLanguageModel(9, { ...language, norm: 'rms' }),
      gpt: new Gpt(9, { ...language, dropout: 0.1 }),
      bert: new Bert(9, { ...language, pooler: true, segments: 3 }),
      vit: new Vit({ ...own, size: 8, imageSize: [6, 4], patchSize: 2, classes: 3 }),
      llama: new Llama(9, { ...language, kvHeads: 1, positions: rotary({ base: 100 }) }),
    };
    const file = path.join(folder, 'model');
    await save(model, file);
    const stacks = { Transformer, TransformerEncoder, TransformerDecoder };
    const layers = { ...stacks, CausalLanguageModel, Gpt, Llama, Bert, Vit };
    const again = await load<typeof model>(file, { layers: { ...layers, rotary, alibi } });
    const x = seededTensor([2, 5, 8], 1);
    const ids = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
    const same = { absolute: 0 };
    expect(again.encoder.forward(x)).toBeClose(model.encoder.forward(x), same);
    expect(again.decoder.forward(x)).toBeClose(model.decoder.forward(x), same);
    const said = (model: Transformer) => model.forward(ids, model.encode(ids));
    expect(said(again.pairs)).toBeClose(said(model.pairs), same);
    const images = seededTensor([2, 6, 4, 3], 2);
    expect(again.vit.forward(images)).toBeClose(model.vit.forward(images), same);
    for (const name of ['plain', 'gpt', 'llama', 'bert'] as const) {
      expect(again[name].forward(ids), name).toBeClose(model[name].forward(ids), same);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
