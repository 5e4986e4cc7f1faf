import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../files/safetensors';
import { CheckpointError } from './checkpoint-error';
import { prepareLoad, saved, WHERE } from './fixtures/saved-checkpoint';

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

describe('nonsense in the metadata', () => {
  /** The bytes of a checkpoint whose metadata and tensors were changed. */
  async function changed(
    change: Record<string, string>,
    add: Record<string, StoredTensor | undefined> = {},
  ) {
    // As of a version that wrote no checksums: what is tried here has to be seen without them.
    const { tensors, metadata: all } = readSafetensors(await saved());
    const { crc32: _, metadataCrc32: __, ...metadata } = all;
    const kept = Object.entries({ ...tensors, ...add }).filter(
      ([, tensor]) => tensor !== undefined,
    );
    return writeSafetensors(Object.fromEntries(kept) as Record<string, StoredTensor>, {
      ...metadata,
      ...change,
    });
  }

  test('a step or a format that is none', async () => {
    for (const step of ['', ' 2', '-1', '1.5', '1e3', '0x10', 'two', '9'.repeat(20), '٣']) {
      await refuse(
        await changed({ step }),
        `${WHERE} dl-checkpoint-1, got format dl-checkpoint-1 at step ${step}`,
      );
    }
    await refuse(
      await changed({ format: 'dl-checkpoint-2' }),
      `${WHERE} dl-checkpoint-1, got format dl-checkpoint-2 at step 2`,
    );
  });

  test('a description of the optimiser that is none', async () => {
    const description = (change: object) =>
      JSON.stringify({ rule: 'adam', steps: 2, parameters: {}, ...change });
    const own = (entry: unknown) => description({ parameters: { weight: entry } });
    for (const optimizer of [
      '',
      '{',
      'null',
      '[]',
      '3',
      '{}',
      description({ rule: 3 }),
      description({ steps: -1 }),
      description({ steps: 1.5 }),
      description({ steps: '2' }),
      description({ parameters: null }),
      description({ parameters: 'weight' }),
      own(null),
      own(3),
      own({}),
      own({ updates: 1 }),
      own({ updates: -1, slots: [] }),
      own({ updates: 1, slots: 'mv' }),
      own({ updates: 1, slots: [1, 2] }),
      own({ updates: 1, slots: {} }),
    ]) {
      const error = await refuse(
        await changed({ optimizer }),
        /^loadCheckpoint: file a\.ckpt: expected a description of the optimiser, got /,
      );
      expect(error).toBeInstanceOf(CheckpointError);
    }
  });

  test('parameters that are not there, and names that mean something else', async () => {
    for (const path of ['other', 'constructor', 'toString', '__proto__', '']) {
      const optimizer =
        '{"rule":"adam","steps":2,"parameters":' +
        `{${JSON.stringify(path)}:{"updates":1,"slots":["m","v"]}}}`;
      const got = path === '' ? '' : ` ${path}`;
      await refuse(await changed({ optimizer }), `${WHERE} paths of the model, got${got || ' '}`);
    }
  });

  test('statistics that are missing or of another shape or dtype', async () => {
    const name = 'optimizer.weight.m';
    const wanted = `${WHERE} m of weight to be F32 [2, 3]`;
    await refuse(await changed({}, { [name]: undefined }), `${wanted}, got nothing`);
    const turned: StoredTensor = { dtype: 'F32', shape: [3, 2], data: new Float32Array(6) };
    await refuse(await changed({}, { [name]: turned }), `${wanted}, got F32 [3, 2]`);
    const whole: StoredTensor = { dtype: 'I32', shape: [2, 3], data: new Int32Array(6) };
    await refuse(await changed({}, { [name]: whole }), `${wanted}, got I32 [2, 3]`);
    const twice = JSON.stringify({
      rule: 'adam',
      steps: 2,
      parameters: { weight: { updates: 1, slots: ['m', 'm'] } },
    });
    await refuse(
      await changed({ optimizer: twice }),
      `${WHERE} m, v of each parameter, got m, m of weight`,
    );
  });

  test('values that the model has no place for', async () => {
    const extra: StoredTensor = { dtype: 'F32', shape: [1], data: new Float32Array(1) };
    for (const path of ['extra', 'constructor', '__proto__']) {
      await refuse(
        await changed({}, { [`model.${path}`]: extra }),
        `${WHERE} values that fit the model, got 1 unexpected: ${path}`,
      );
    }
  });
});
