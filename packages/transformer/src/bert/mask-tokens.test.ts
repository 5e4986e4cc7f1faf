import { random } from '@dl/core';
import { expectRefusal, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type MaskTokensOptions, maskTokens } from './mask-tokens';

const VOCAB = 50;
const told = { maskId: 4, vocabSize: VOCAB, special: [0, 1, 2, 3, 4] };
const hide = (rows: number[][], options: Partial<MaskTokensOptions> = {}) =>
  maskTokens(rows, { rng: random(7), ...told, ...options });

describe('maskTokens', () => {
  test('asks for 15 of 100: of these 80 are masked, 10 random, 10 as they were', async () => {
    const rows = Array.from({ length: 200 }, (_, row) =>
      Array.from({ length: 52 }, (_, i) => (i === 0 ? 2 : i === 51 ? 3 : 5 + ((row + i) % 45))),
    );
    const { ids, labels, lengths } = hide(rows);
    const [seen, asked] = await Promise.all([readValues(ids), readValues(labels)]);
    const count = { asked: 0, masked: 0, same: 0, random: 0 };
    rows.flat().forEach((token, i) => {
      if (asked[i] === -100) {
        expect(seen[i]).toBe(token);
        return;
      }
      expect(asked[i]).toBe(token);
      expect(token).toBeGreaterThan(4);
      count.asked++;
      if (seen[i] === 4) count.masked++;
      else if (seen[i] === token) count.same++;
      else {
        count.random++;
        expect(seen[i]).toBeGreaterThan(4);
      }
    });
    const tokens = 200 * 50;
    // Within four standard deviations each.
    const near = (got: number, of: number, p: number) =>
      expect(Math.abs(got - of * p)).toBeLessThan(4 * Math.sqrt(of * p * (1 - p)));
    near(count.asked, tokens, 0.15);
    near(count.masked, count.asked, 0.8);
    near(count.random, count.asked, 0.1 * (44 / 45));
    near(count.same, count.asked, 0.1 + 0.1 / 45);
    expect(lengths).toEqual(rows.map(() => 52));
  });

  test('fills shorter rows up, and asks nothing there; always asks for one', async () => {
    const { ids, labels, lengths } = hide([[2, 7, 8, 3], [9]], { rate: 1e-9, paddingId: 1 });
    const [seen, asked] = await Promise.all([readValues(ids), readValues(labels)]);
    expect([ids.shape, lengths]).toEqual([
      [2, 4],
      [4, 1],
    ]);
    expect(Array.from(seen).slice(5)).toEqual([1, 1, 1]);
    expect(Array.from(asked).slice(5)).toEqual([-100, -100, -100]);
    expect(Array.from(asked).filter((label) => label !== -100).length).toBe(1);
    tf.dispose([ids, labels]);
  });

  test('the same generator hides the same', async () => {
    const [a, b] = [hide([[5, 6, 7, 8, 9]]), hide([[5, 6, 7, 8, 9]])];
    expect(a.ids).toBeClose(b.ids, { absolute: 0 });
  });

  test('refuses what does not fit', async () => {
    await expectRefusal(() => hide([]), /^maskTokens: rows: expected an array of rows/);
    await expectRefusal(() => hide([[]]), /rows.0: expected an id or more/);
    await expectRefusal(() => hide([[50]]), /rows.0.0: expected an integer from 0 to 49, got 50$/);
    await expectRefusal(() => hide([[2, 3]]), /rows: expected a token that may be hidden/);
    await expectRefusal(
      () => hide([[5]], { rate: 0 }),
      /rate: expected a number in \(0, 1\], got 0/,
    );
    await expectRefusal(() => hide([[5]], { maskId: 50 }), /maskId: expected an integer from 0/);
    await expectRefusal(() => hide([[5]], { special: 3 as never }), /special: expected an array/);
    await expectRefusal(() => hide([[5]], { rng: 1 as never }), /rng: expected a generator/);
  });
});
