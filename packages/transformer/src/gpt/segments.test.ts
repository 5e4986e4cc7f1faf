import { rotary } from '@dl/attention';
import { normal, random } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { CausalLanguageModel } from './causal-language-model';
import type { CausalOptions } from './causal-options';

const make = (more?: Partial<CausalOptions>) =>
  new CausalLanguageModel(11, {
    ...{ layers: 2, heads: 2, size: 8, context: 16, rng: random(1) },
    ...{ init: normal({ std: 0.5 }), ...more },
  });

const row = (...ids: number[]) => tf.tensor2d([ids], undefined, 'int32');

test.each([
  ['learned positions', {}],
  ['rotary positions and a window', { positions: rotary(), window: 3 }],
] as [string, Partial<CausalOptions>][])('packed documents are as each alone: %s', (_, options) => {
  const model = make(options);
  const packed = model.forward(row(3, 1, 4, 1, 5, 9, 2), { segments: row(0, 0, 0, 1, 1, 2, 2) });
  for (const [begin, ids] of [
    [0, [3, 1, 4]],
    [3, [1, 5]],
    [5, [9, 2]],
  ] as [number, number[]][]) {
    const alone = model.forward(row(...ids));
    const part = tf.slice(packed, [0, begin, 0], [1, ids.length, 11]);
    expect(part).toBeClose(alone, { absolute: 2e-5 });
  }
});

test('refuses segments of another shape, and beside a mask', async () => {
  const model = make();
  const [ids, short, own] = [row(1, 2, 3), row(0, 0), row(0, 0, 1)];
  await expectRefusal(
    () => model.forward(ids, { segments: short }),
    /CausalLanguageModel.forward: segments: expected \[1, 3\], got \[1, 2\]/,
  );
  await expectRefusal(
    () => model.loss(ids, ids, { segments: own, mask: { lengths: [2] } }),
    'CausalLanguageModel.loss: segments: expected none beside mask, got both',
  );
  await expectNoLeaks(() => model.loss(ids, ids, { segments: own }).dispose());
});
