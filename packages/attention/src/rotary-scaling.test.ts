import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from './fixtures/torch-rotary.json';
import { applyRotary, rotary } from './rotary';
import { type RotaryScaling, speedsOf } from './rotary-scaling';

const LLAMA = { factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalLength: 8192 };

function scalingOf([factor, low, high, length]: number[]): RotaryScaling {
  if (low === undefined) return { factor: factor as number };
  const bands = { lowFrequencyFactor: low, highFrequencyFactor: high, originalLength: length };
  return { factor, ...bands } as RotaryScaling;
}

describe('scaling', () => {
  test.each(golden)('as Hugging Face has it: depth $depth, $scaling', (wanted) => {
    const { depth, base, offset } = wanted;
    const scaling = scalingOf(wanted.scaling);
    const speeds = speedsOf(depth, base, scaling);
    for (const [i, speed] of wanted.frequencies.entries()) {
      expect((speeds[i] as number) / speed).toBeCloseTo(1, 6);
    }
    const x = seededTensor([2, 5, depth], depth);
    const y = applyRotary(x, { base, offset, scaling });
    expect(tf.reshape(y, [-1])).toBeClose(wanted.y, { absolute: 2e-6 });
    const own = rotary({ base, scaling });
    expect(own.turn?.(x, offset)).toBeClose(y, { absolute: 0 });
    expect(own.turnPacked?.(x, 1, depth, offset)).toBeClose(y, { absolute: 0 });
  });

  test('leaves fast turns alone, divides slow ones, and is between both between them', () => {
    const [plain, scaled] = [speedsOf(128, 5e5, undefined), speedsOf(128, 5e5, LLAMA)];
    const ratios = [...scaled].map((speed, i) => (plain[i] as number) / speed);
    expect([ratios[0], ratios[63]]).toEqual([1, 8]);
    expect(ratios.every((ratio, i) => i === 0 || ratio >= (ratios[i - 1] as number))).toBe(true);
    expect(ratios.some((ratio) => ratio > 1 && ratio < 8)).toBe(true);
  });

  test('a factor of one changes nothing, and a linear one stretches positions', () => {
    const x = seededTensor([3, 6], 1);
    const none = applyRotary(x, { offset: 4 });
    expect(applyRotary(x, { offset: 4, scaling: { ...LLAMA, factor: 1 } })).toBeClose(none);
    const row = tf.slice(x, 0, [1, 6]);
    const stretched = applyRotary(row, { offset: 12, scaling: { factor: 3 } });
    expect(stretched).toBeClose(applyRotary(row, { offset: 4 }));
  });

  test('its gradient turns back', () => {
    const scaling = { ...LLAMA, originalLength: 9 };
    expectGradients(
      (x) => applyRotary(x as tf.Tensor, { offset: 2, scaling }),
      [seededTensor([3, 8], 1)],
    );
  });

  test('says what does not fit, and leaves nothing', async () => {
    const x = tf.zeros([5, 4]);
    const refuse = (scaling: unknown, message: string) =>
      expectRefusal(() => applyRotary(x, { scaling: scaling as never }), `applyRotary: ${message}`);
    await refuse(8, 'scaling: expected an object of options, got 8');
    await refuse(
      { ...LLAMA, original: 3 },
      'scaling: expected an option of factor, lowFrequencyFactor, highFrequencyFactor or originalLength, got "original" (is it originalLength?)',
    );
    await refuse({}, 'scaling.factor: expected a number over 0, got undefined');
    await refuse({ factor: 0 }, 'scaling.factor: expected a number over 0, got 0');
    await refuse(
      { factor: 8, lowFrequencyFactor: 1, originalLength: 8192 },
      'scaling.highFrequencyFactor: expected all of lowFrequencyFactor, highFrequencyFactor, originalLength or none, got undefined',
    );
    await refuse(
      { ...LLAMA, highFrequencyFactor: 1 },
      'scaling.highFrequencyFactor: expected a number over lowFrequencyFactor 1, got 1',
    );
    await refuse(
      { ...LLAMA, originalLength: 0.5 },
      'scaling.originalLength: expected a positive integer, got 0.5',
    );
    await expectRefusal(
      () => rotary({ scaling: { factor: Number.NaN } }),
      'rotary: scaling.factor: expected a number over 0, got NaN',
    );
    await expectNoLeaks(() => applyRotary(x, { scaling: LLAMA }).dispose());
  });
});
