import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load, random, save } from '@dl/core';
import { expect, test } from 'vitest';
import { goldenBatch } from '../fixtures/golden-dialogues';
import { Hred } from './hred';
import { Vhred } from './vhred';

test('models of dialogues are saved and loaded whole', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-saved-'));
  try {
    const rng = random(1);
    const model = {
      hred: new Hred(11, 5, { rng, sos: 0, unk: 2, embeddingSize: 3, contextSize: 4 }),
      last: new Hred(11, 4, { rng, sos: 0, window: 1 }),
      vhred: new Vhred(11, 5, { rng, sos: 0, latentSize: 3 }),
    };
    const file = path.join(folder, 'model');
    await save(model, file);
    const again = await load<typeof model>(file, { layers: { Hred, Vhred } });
    expect([again.hred.unk, again.hred.window, again.last.window]).toEqual([2, Infinity, 1]);
    const batch = goldenBatch();
    expect(again.vhred.forward(batch)).toBeClose(model.vhred.forward(batch), { absolute: 0 });
    for (const name of ['hred', 'last'] as const) {
      expect(again[name].replyNll(batch)).toBeClose(model[name].replyNll(batch), { absolute: 0 });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
