import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { SafetensorsError, writeSafetensors } from '../files/safetensors';
import { StateDictError } from '../model/load-state-dict';
import { adamW } from '../optim/adam';
import { rmsprop } from '../optim/rmsprop';
import { sgd } from '../optim/sgd';
import { CheckpointError } from './checkpoint-error';
import { prepareLoad, SHAPES, saved, WHERE } from './fixtures/saved-checkpoint';

/** Expects the refusal to change neither the model nor the optimiser. */
async function refuse(
  bytes: Uint8Array | undefined,
  message: string | RegExp,
  options?: Parameters<typeof prepareLoad>[1],
): Promise<Error> {
  const { load, before, now } = await prepareLoad(bytes, options);
  const error = await expectRefusal(load, message);
  expect(await now()).toEqual(before);
  return error;
}

describe('loadCheckpoint refuses', () => {
  test('nothing', async () => {
    const error = await refuse(undefined, `${WHERE} a checkpoint, got nothing`);
    expect(error).toBeInstanceOf(CheckpointError);
  });

  test('another model, with all the paths that do not fit', async () => {
    const bytes = await saved();
    const wide = { weight: [2, 5], bias: [3], extra: [1] };
    const error = await refuse(
      bytes,
      `${WHERE} values that fit the model, got 1 missing: extra; ` +
        '1 that do not fit: weight ([2, 3] for [2, 5])',
      { shapes: wide },
    );
    expect(error).toBeInstanceOf(StateDictError);
    await refuse(
      bytes,
      `${WHERE} values that fit the model, got 1 missing: other; 2 unexpected: bias, weight`,
      { shapes: { other: [2] } },
    );
  });

  test('another rule, or the same with other statistics', async () => {
    const wrongRule = await refuse(await saved(), `${WHERE} the statistics of sgd, got adam`, {
      optimizer: sgd({ learningRate: 1 }),
    });
    expect(wrongRule).toBeInstanceOf(CheckpointError);
    await refuse(await saved(), `${WHERE} the statistics of adamW, got adam`, {
      optimizer: adamW(),
    });
    const [plain, moving] = [
      () => sgd({ learningRate: 1 }),
      () => sgd({ learningRate: 1, momentum: 0.9 }),
    ];
    await refuse(
      await saved(SHAPES, plain()),
      `${WHERE} velocity of each parameter, got none of weight`,
      {
        optimizer: moving(),
      },
    );
    await refuse(
      await saved(SHAPES, moving()),
      `${WHERE} no statistics of a parameter, got velocity of weight`,
      {
        optimizer: plain(),
      },
    );
    await refuse(
      await saved(SHAPES, rmsprop({ momentum: 0.5 })),
      `${WHERE} square of each parameter, got square, velocity of weight`,
      { optimizer: rmsprop() },
    );
  });

  test('a file that is cut off anywhere', async () => {
    const bytes = await saved();
    for (let length = 0; length < bytes.length; length += 1 + (length >> 5)) {
      const error = await refuse(bytes.subarray(0, length), /^safetensors: /);
      expect(error).toBeInstanceOf(SafetensorsError);
    }
  });

  test('a header in which one byte is another, or loads it whole', async () => {
    const bytes = await saved();
    const header = 8 + new DataView(bytes.buffer).getUint32(0, true);
    const fits = /^(safetensors|loadCheckpoint): /;
    for (let at = 8; at < header; at += 7) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 1;
      const { load, before, now } = await prepareLoad(damaged);
      try {
        await load();
      } catch (error) {
        expect((error as Error).message).toMatch(fits);
        expect(await now()).toEqual(before);
      }
    }
  });

  test('what is no checkpoint', async () => {
    await refuse(new Uint8Array(100), /^safetensors: /);
    await refuse(
      writeSafetensors({}, {}),
      `${WHERE} dl-checkpoint-1, got format undefined at step undefined`,
    );
  });
});
