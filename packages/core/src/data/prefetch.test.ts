import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { prefetch } from './prefetch';

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

async function* source(count: number, log: string[], fails = -1) {
  try {
    for (let i = 0; i < count; i++) {
      if (i === fails) throw new Error('of the source');
      log.push(`made ${i}`);
      yield i;
    }
  } finally {
    log.push('closed');
  }
}

describe('prefetch', () => {
  test('gives all in order, of a sync and an async source', async () => {
    for (const all of [[1, 2, 3, 4], source(5, [])]) {
      const seen: number[] = [];
      for await (const item of prefetch<number>(all, 2)) seen.push(item);
      expect(seen).toEqual(Array.isArray(all) ? [1, 2, 3, 4] : [0, 1, 2, 3, 4]);
    }
  });

  test('keeps so many ready and no more', async () => {
    for (const count of [1, 3]) {
      const log: string[] = [];
      const items = prefetch(source(100, log), count);
      expect(log).toEqual([]);
      for (let taken = 1; taken <= 3; taken++) {
        await items.next();
        for (let i = 0; i < 5; i++) await turn();
        expect(log.length).toBe(taken + count);
      }
      await items.return();
      expect(log.at(-1)).toBe('closed');
    }
  });

  test('never asks twice at once', async () => {
    let open = 0;
    let made = 0;
    const slow = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          expect(++open).toBe(1);
          await turn();
          open--;
          return made < 5 ? { done: false, value: made++ } : { done: true, value: undefined };
        },
      }),
    } as AsyncIterable<number>;
    const seen: number[] = [];
    for await (const item of prefetch(slow, 3)) seen.push(item);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test('gives an error where its item would have come', async () => {
    const log: string[] = [];
    const items = prefetch(source(9, log, 2), 4);
    expect(await items.next()).toEqual({ done: false, value: 0 });
    await turn();
    expect(await items.next()).toEqual({ done: false, value: 1 });
    await expectRefusal(() => items.next(), 'of the source');
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(log.filter((line) => line === 'closed').length).toBe(1);
  });

  test('ends the source and frees what nobody took', async () => {
    function* tensors() {
      for (;;) yield { x: tf.zeros([3]) };
    }
    await expectNoLeaks(async () => {
      const items = prefetch(tensors(), 3);
      const { value } = await items.next();
      await turn();
      expect(tf.memory().numTensors).toBeGreaterThanOrEqual(4);
      await items.return();
      tf.dispose(value as { x: tf.Tensor });
    });
  });

  test('refuses a count that is none', async () => {
    await expectRefusal(
      () => prefetch([1], 0),
      'prefetch: count: expected a positive integer of at most 65536, got 0',
    );
  });
});
