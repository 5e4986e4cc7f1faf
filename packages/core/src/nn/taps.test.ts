import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { isTapped, type Tap, tapOf, withTaps } from './taps';

const layer = {};
const x = () => tf.scalar(1);

describe('withTaps', () => {
  test('a layer has a tap while the function runs, and another layer none', () => {
    const own: Tap = (_, x) => x;
    expect(tapOf(layer)).toBeUndefined();
    withTaps(new Map([[layer, own]]), () => {
      expect(isTapped()).toBe(true);
      expect(tapOf(layer)).toBe(own);
      expect(tapOf({})).toBeUndefined();
    });
    expect(isTapped()).toBe(false);
  });

  test('it is over where the function throws', () => {
    const broken = () => {
      throw new Error('broken');
    };
    expect(() => withTaps(new Map([[layer, (_: string, x: tf.Tensor) => x]]), broken)).toThrow();
    expect(tapOf(layer)).toBeUndefined();
  });

  test('a tap around another one sees what that one gives', () => {
    tf.tidy(() => {
      const order: string[] = [];
      const named = (name: string): Tap => {
        return (part, x) => {
          order.push(`${name} ${part}`);
          return tf.add(x, 1);
        };
      };
      withTaps(new Map([[layer, named('outer')]]), () =>
        withTaps(new Map([[layer, named('inner')]]), () => tapOf(layer)?.('part', x())),
      );
      expect(order).toEqual(['inner part', 'outer part']);
    });
  });
});
