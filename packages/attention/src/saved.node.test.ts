import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load, random, save } from '@dl/core';
import { seededTensor } from '@dl/testing';
import { expect, test } from 'vitest';
import {
  AdditiveAttention,
  alibi,
  GeneralAttention,
  MultiHeadAttention,
  rotary,
  SimpleAttention,
} from './index';

test('attention layers are saved and loaded whole, with their positions', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-saved-'));
  try {
    const rng = random(1);
    const model = {
      turned: new MultiHeadAttention(8, 4, {
        rng,
        kvHeads: 2,
        positions: rotary({ base: 100, pairs: 'neighbours', scaling: { factor: 2 } }),
        maxLength: 9,
      }),
      normed: new MultiHeadAttention(8, 2, { rng, qkNorm: { epsilon: 0.1 } }),
      far: new MultiHeadAttention(8, 2, { rng, positions: alibi(), bias: false, scale: 0.3 }),
      additive: new AdditiveAttention(8, 8, { rng, hiddenSize: 3 }),
      general: new GeneralAttention(8, 8, { rng }),
      simple: new SimpleAttention(8, { rng }),
    };
    const file = path.join(folder, 'model');
    await save(model, file);
    const classes = { MultiHeadAttention, AdditiveAttention, GeneralAttention, SimpleAttention };
    const again = await load<typeof model>(file, { layers: { ...classes, rotary, alibi } });
    const x = seededTensor([2, 6, 8], 1);
    for (const name of ['turned', 'normed', 'far'] as const) {
      const wanted = model[name].forward(x, { mask: { causal: true } });
      expect(again[name].forward(x, { mask: { causal: true } })).toBeClose(wanted, { absolute: 0 });
    }
    expect([again.turned.maxLength, again.far.scale]).toEqual([9, 0.3]);
    const memory = seededTensor([2, 5, 8], 2);
    expect(again.additive.forward(x, { memory })).toBeClose(model.additive.forward(x, { memory }), {
      absolute: 0,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
