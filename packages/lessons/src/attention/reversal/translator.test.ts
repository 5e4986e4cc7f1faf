import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { sayAll, tryOn } from './say';
import { drawReversals, letterOf } from './sequences';
import { type ScoreName, Translator } from './translator';

const draw = (length: number) => drawReversals({ batch: 3, length, symbols: 5, rng: random(7) });

test('drawReversals gives a sequence, and its symbols from the last to the first', async () => {
  const { source, said, target } = draw(4);
  const [read, heard, wanted] = [await source.array(), await said.array(), await target.array()];
  read.forEach((symbols, row) => {
    const reversed = [...symbols].reverse();
    expect(symbols.every((symbol) => symbol >= 1 && symbol <= 5)).toBe(true);
    expect(wanted[row]).toEqual([...reversed, 0]);
    expect(heard[row]).toEqual([0, ...reversed]);
  });
  expect([0, 1, 26].map(letterOf)).toEqual(['·', 'a', 'z']);
});

describe.each([undefined, 'general', 'dot', 'additive'] as const)('Translator of %s', (score) => {
  const make = (own: ScoreName | undefined) => {
    return new Translator(6, { rng: random(1), symbols: 5, score: own });
  };

  test('says as much step by step as in one go', async () => {
    const net = make(score);
    const { source } = draw(4);
    const said = await sayAll(net, source, 5);
    const heard = tf.tensor2d(
      [0, 1, 2].flatMap((row) => {
        return [0, ...said.slice(row * 5, row * 5 + 4)];
      }),
      [3, 5],
      'int32',
    );
    const again = tf.argMax(net.decode(net.encode(source), heard).logits, 2);
    expect([...(await again.data())]).toEqual([...said]);
  });

  test('leaves no tensor when it is tried', async () => {
    const net = make(score);
    const drawn = draw(3);
    const before = tf.memory().numTensors;
    const { exact, steps } = await tryOn(net, drawn);
    expect(exact <= steps && steps <= 1).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('has weights that sum to 1, or none', async () => {
    const net = make(score);
    const { source, said } = draw(4);
    const weigh = () => net.weights(net.encode(source), said);
    if (score === undefined) {
      expect(weigh).toThrow('Translator.weights: expected a network with attention, got none');
      return;
    }
    const weights = weigh();
    expect(weights.shape).toEqual([3, 5, 4]);
    for (const sum of await tf.sum(weights, 2).data()) expect(sum).toBeCloseTo(1, 5);
  });
});
