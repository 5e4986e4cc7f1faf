import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import type { ByteStore } from '../files/store';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { CheckpointError } from './checkpoint-error';
import { prepareLoad, saved } from './fixtures/saved-checkpoint';

/** Loads `bytes`: what the run then holds, or the error, after which it holds what it held before. */
async function outcome(bytes: Uint8Array): Promise<unknown[] | Error> {
  const { load, before, now } = await prepareLoad(bytes);
  const { numTensors } = tf.memory();
  try {
    await load();
  } catch (error) {
    expect(await now()).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    return error as Error;
  }
  return now();
}

describe('damage', () => {
  test('every bit that flips is seen, or changes nothing', async () => {
    const bytes = await saved();
    const wanted = await outcome(bytes);
    expect(wanted).toBeInstanceOf(Array);
    const headerEnd = 8 + new DataView(bytes.buffer).getUint32(0, true);
    let seen = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const got = await outcome(flipped);
      if (got instanceof Error) {
        seen++;
        expect(got.message, `bit ${bit}`).toMatch(
          /^(safetensors|loadCheckpoint): [\s\S]*expected [\s\S]*, got[\s\S]*$/,
        );
        expect(got.message.length).toBeLessThan(600);
        continue;
      }
      // In the header only, where a name of no meaning to a checkpoint may be another one.
      expect(bit >> 3, `bit ${bit}`).toBeLessThan(headerEnd);
      expect(got, `bit ${bit}`).toEqual(wanted);
      tf.disposeVariables();
    }
    expect(seen).toBeGreaterThan(8 * (bytes.length - headerEnd));
  }, 300_000);

  test('names what is damaged', async () => {
    const bytes = await saved();
    bytes[bytes.length - 1] = 9;
    const { load } = await prepareLoad(bytes);
    const message =
      /^loadCheckpoint: file a\.ckpt: optimizer\.weight\.v: expected what was saved, with CRC-32 [\da-f]{8}, got [\da-f]{8}$/;
    expect(await expectRefusal(load, message)).toBeInstanceOf(CheckpointError);
  });

  test('a checkpoint of a version without checksums loads', async () => {
    const bytes = await saved();
    const { tensors, metadata } = readSafetensors(bytes);
    const { crc32: _, metadataCrc32: __, ...rest } = metadata;
    expect(await outcome(writeSafetensors(tensors, rest))).toEqual(await outcome(bytes));
  });

  test('a checksum that is missing, and a list of them that is none', async () => {
    const { tensors, metadata } = readSafetensors(await saved());
    const { metadataCrc32: _, ...rest } = metadata;
    const wrong = (crc32: string) => outcome(writeSafetensors(tensors, { ...rest, crc32 }));
    for (const text of ['{}', '[]', '{"model.bias":3}', 'null', '7', '', '{']) {
      expect(await wrong(text), text).toBeInstanceOf(CheckpointError);
    }
  });

  test('shows no text of a file as it is, however long', async () => {
    const { tensors, metadata } = readSafetensors(await saved());
    const nasty = `\u001b[2J\u009b31m\u202e\n${'x'.repeat(700_000)}`;
    const { metadataCrc32: _, crc32: __, ...rest } = metadata;
    const [one] = Object.values(tensors);
    const parameters = { [nasty]: { updates: 1, slots: [nasty] } };
    const optimizer = JSON.stringify({ rule: 'adam', steps: 1, parameters });
    for (const bytes of [
      writeSafetensors(tensors, { ...rest, format: nasty }),
      writeSafetensors(tensors, { ...rest, step: nasty }),
      writeSafetensors(tensors, { ...rest, optimizer: nasty }),
      writeSafetensors(tensors, { ...rest, optimizer: JSON.stringify({ rule: nasty }) }),
      writeSafetensors(tensors, { ...rest, optimizer }),
      writeSafetensors({ ...tensors, [`model.${nasty}`]: one as never }, { ...rest, optimizer }),
      writeSafetensors({ ...tensors, [`model.${nasty}`]: one as never }, rest),
      writeSafetensors(tensors, { ...rest, crc32: nasty }),
    ]) {
      const { message } = (await outcome(bytes)) as Error;
      expect(message).toMatch(/expected [\s\S]*, got/);
      expect(message.length).toBeLessThan(1500);
      // Neither what JSON escapes nor what it does not.
      expect([...message].every((char) => char >= ' ' && !/[\u007f-\u009f\u202e]/.test(char))).toBe(
        true,
      );
    }
  });
});

describe('what is no store, no model, no optimiser', () => {
  test.each<[() => unknown, string]>([
    [
      () => saveCheckpoint(undefined as never, undefined as never),
      'saveCheckpoint: store: expected a store of bytes, got undefined',
    ],
    [
      () => saveCheckpoint({} as never, {} as never),
      'saveCheckpoint: store.write: expected a function, got undefined',
    ],
    [
      () => loadCheckpoint({} as never, {} as never),
      'loadCheckpoint: store.read: expected a function, got undefined',
    ],
    [
      () => loadCheckpoint(null as never, {} as never),
      'loadCheckpoint: store: expected a store of bytes, got null',
    ],
    [
      () => saveCheckpoint(NONE, undefined as never),
      'saveCheckpoint: model: expected an object, an array or a function, got undefined',
    ],
    [
      () => saveCheckpoint(NONE, null as never),
      'saveCheckpoint: expected an object of options, got null',
    ],
    [
      () => saveCheckpoint(NONE, { model: {} } as never),
      'saveCheckpoint: step: expected an integer of at least 0, got undefined',
    ],
    [
      () => saveCheckpoint(NONE, { model: {}, steps: 1 } as never),
      'saveCheckpoint: expected an option of model, optimizer or step, got "steps" (is it step?)',
    ],
    [
      () => loadCheckpoint(NONE, { model: {}, optimizer: {} } as never),
      'loadCheckpoint: optimizer: expected an optimiser, got an Object',
    ],
  ])('is refused %#', async (call, message) => {
    await expectRefusal(call, message);
  });
});

const NONE: ByteStore = {
  where: 'nowhere',
  read: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
};
