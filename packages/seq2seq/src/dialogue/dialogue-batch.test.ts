import { expectRefusal, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { dialogueBatch, readBatch } from './dialogue-batch';

describe('dialogueBatch', () => {
  test('puts utterances below each other, each with its end', async () => {
    const { ids, lengths, turns } = dialogueBatch([[[7, 8], [9], []], [Int32Array.of(5)]], {
      ...{ eos: 1, pad: 0 },
    });
    expect(Array.from(await readValues(ids))).toEqual([7, 8, 1, 9, 1, 0, 1, 0, 0, 5, 1, 0]);
    expect([lengths, turns]).toEqual([
      [3, 2, 1, 2],
      [3, 1],
    ]);
  });

  test('refuses what holds no utterance, and what is none', async () => {
    const eos = { eos: 1 };
    await expectRefusal(
      () => dialogueBatch([], eos),
      'dialogueBatch: dialogues: expected an array of one or more, got []',
    );
    await expectRefusal(
      () => dialogueBatch([[[1]], []], eos),
      'dialogueBatch: dialogues.1: expected an array of one utterance or more, got []',
    );
    await expectRefusal(
      () => dialogueBatch([['hello']] as never, eos),
      'dialogueBatch: dialogues.0.0: expected an array of ids, got "hello"',
    );
    await expectRefusal(
      () => dialogueBatch([[[1.5]]], eos),
      'dialogueBatch: dialogues.0.0.0: expected an integer from 0 to 2147483647, got 1.5',
    );
    await expectRefusal(
      () => dialogueBatch([[[1]]], {} as never),
      'dialogueBatch: eos: expected an integer from 0 to 2147483647, got undefined',
    );
  });

  test('readBatch names what does not fit', () => {
    const ids = tf.ones([2, 3], 'int32') as tf.Tensor2D;
    const check = (batch: object) => () => readBatch('here', batch as never);
    expect(check({ ids, lengths: [3, 1], turns: [2] })).not.toThrow();
    expect(check({ ids, lengths: [3], turns: [2] })).toThrow(
      'here: batch.lengths: expected one of each of the 2 utterances, got 1',
    );
    expect(check({ ids, lengths: [0, 1], turns: [2] })).toThrow('here: batch.lengths.0: expected');
    expect(check({ ids, lengths: [1, 1], turns: [2, 0] })).toThrow('here: batch.turns.1: expected');
    expect(check({ ids: tf.ones([2, 3]), lengths: [1, 1], turns: [2] })).toThrow('here: batch.ids');
  });
});
