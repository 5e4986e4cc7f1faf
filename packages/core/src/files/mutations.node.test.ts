import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadStateDict } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { type Rng, random } from '../random/random';
import { fromTorch } from '../torch/from-torch';
import { prepareLoad, saved } from '../train/fixtures/saved-checkpoint';
import { openShardedSafetensors } from './open-sharded-safetensors';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';
import { toArrayValue } from './stored-values';

// `MUTATIONS=10000` for more than CI takes.
const TIMES = Number(process.env.MUTATIONS ?? 300);
const FORM = /^[\w$. /"'()[\]:-]*: (?:[\s\S]*: )?expected [\s\S]+, (?:got|got:) [\s\S]*$/;

const draw = (rng: Rng, below: number) =>
  Math.floor((rng.uniform([1]).dataSync()[0] as number) * below);
const WORDS = [
  '0',
  '-1',
  '1e309',
  '4294967296',
  '9007199254740993',
  'null',
  '[]',
  '{}',
  '"F64"',
  '"I64"',
  '"BOOL"',
  '"__proto__"',
  '"../x"',
  ',',
];

/** One to three changes: bits, bytes, numbers and words of the header, cuts, and pieces twice. */
function mutate(bytes: Uint8Array, rng: Rng): Uint8Array<ArrayBuffer> {
  let list = [...bytes];
  for (let times = 1 + draw(rng, 3); times > 0; times--) {
    const at = draw(rng, draw(rng, 2) ? Math.min(list.length, 200) : list.length);
    const kind = draw(rng, 6);
    if (kind === 0) list[at] = (list[at] ?? 0) ^ (1 << draw(rng, 8));
    else if (kind === 1) list[at] = draw(rng, 256);
    else if (kind === 2) list = list.slice(0, at);
    else if (kind === 3) list.splice(at, 1 + draw(rng, 9));
    else if (kind === 4) list.splice(at, 0, ...list.slice(at, at + draw(rng, 40)));
    else {
      const word = new TextEncoder().encode(WORDS[draw(rng, WORDS.length)]);
      list.splice(at, draw(rng, 2) * word.length, ...word);
    }
  }
  return Uint8Array.from(list);
}

/** Runs `work` on changed files: it ends, or throws an error of the house's form, and leaves no tensor. */
async function sweep(bytes: Uint8Array, work: (bytes: Uint8Array<ArrayBuffer>) => unknown) {
  let refused = 0;
  for (let i = 0; i < TIMES; i++) {
    const changed = tf.tidy(() => mutate(bytes, random(11).fold(i)));
    const { numTensors } = tf.memory();
    try {
      await work(changed);
    } catch (error) {
      refused++;
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message, `mutation ${i}`).toMatch(FORM);
      expect((error as Error).message.length, `mutation ${i}`).toBeLessThan(1500);
      expect((error as Error).name, `mutation ${i}`).not.toBe('Error');
    }
    expect(tf.memory().numTensors, `mutation ${i}`).toBe(numTensors);
  }
  expect(refused).toBeGreaterThan(TIMES / 4);
}

const file = () =>
  writeSafetensors(
    {
      weight: { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      bias: { dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0x4000) },
      ids: { dtype: 'I64', shape: [2], data: BigInt64Array.of(1n, 2n) },
      seen: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(0, 1) },
      odd: { dtype: 'U16', shape: [1], data: Uint16Array.of(7) },
    },
    { format: 'pt' },
  );

test('safetensors: a changed file is refused, or its tensors are what its header says', async () => {
  await sweep(file(), (bytes) => {
    const { tensors } = readSafetensors(bytes);
    for (const tensor of Object.values(tensors) as StoredTensor[]) {
      const { shape, data } = toArrayValue(tensor);
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
  });
});

test('a model: all of a changed file is loaded, or nothing', async () => {
  const model = new Linear(3, 2, { rng: random(1) });
  const values = () => Object.values(stateDict(model)).map((x) => [...x.dataSync()]);
  for (const load of [
    (tensors: Record<string, StoredTensor>) => fromTorch(model, tensors, { strict: false }),
    (tensors: Record<string, StoredTensor>) => fromTorch(model, tensors),
    (tensors: Record<string, StoredTensor>) => loadStateDict(model, tensors as never),
  ]) {
    await sweep(file(), (bytes) => {
      const before = values();
      try {
        load(readSafetensors(bytes).tensors);
      } catch (error) {
        expect(values()).toEqual(before);
        throw error;
      }
    });
  }
});

test('checkpoints: what is loaded is what was saved', async () => {
  const bytes = await saved();
  const { load: loadGood, now } = await prepareLoad(bytes);
  await loadGood();
  const wanted = await now();
  for (let i = 0; i < TIMES; i++) {
    const changed = tf.tidy(() => mutate(bytes, random(12).fold(i)));
    const { load, before, now: held } = await prepareLoad(changed);
    const { numTensors } = tf.memory();
    const error = await load().then(
      () => undefined,
      (caught: Error) => caught,
    );
    if (error !== undefined) expect(error.message, `mutation ${i}`).toMatch(FORM);
    expect(await held(), `mutation ${i}`).toEqual(error === undefined ? wanted : before);
    expect(tf.memory().numTensors, `mutation ${i}`).toBe(numTensors);
    tf.disposeVariables();
  }
});

test('an index: no file is asked for that it may not name', async () => {
  const shard = file();
  const map = Object.fromEntries(
    ['weight', 'bias', 'ids'].map((name) => [name, `${name}.safetensors`]),
  );
  const index = new TextEncoder().encode(JSON.stringify({ metadata: {}, weight_map: map }));
  await sweep(index, async (bytes) => {
    const model = await openShardedSafetensors(bytes, {
      open: (name) => {
        expect(name).toMatch(/^[\w-][\w.-]*\.safetensors$/);
        return shard;
      },
    });
    for (const { name, shape } of model.entries)
      expect((await model.read(name)).shape).toEqual(shape);
  });
});
