import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adam } from '../optim/adam';
import { loadCheckpoint, saveCheckpoint } from '../train/checkpoint';
import { crc32 } from './crc-32';
import { fileStore } from './file-store';
import { openSafetensors } from './open-safetensors';
import { writeSafetensors } from './safetensors';

// More than Node takes in one call, 2^31 − 1 bytes. `DL_LARGE_FILES=1 pnpm vitest run --project wasm large-files`.
const GIB = 2 ** 30;
const SIZE = 2.2 * GIB;
const MEMORY = 9 * GIB;

let folder = '';
let reason = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-large-'));
  const { bavail, bsize } = await statfs(folder);
  if (process.env.DL_LARGE_FILES === undefined) reason = 'DL_LARGE_FILES is not set';
  else if (freemem() < MEMORY) reason = `${(freemem() / GIB).toFixed(1)} GiB of memory, not 9`;
  else if (bavail * bsize < 2 * SIZE) reason = `no 4.4 GiB of disk in ${tmpdir()}`;
});
afterAll(() => rm(folder, { recursive: true }));

/** Numbers of which no two neighbours are alike, so that a part in a wrong place is seen. */
function fill(data: Int32Array): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.imul(i, 0x9e3779b1);
}
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);

describe('files of 2.2 GiB', () => {
  test('one tensor is written, opened and read, the same bytes', async (context) => {
    if (reason !== '') return context.skip(reason);
    const path = join(folder, 'one.safetensors');
    const data = new Int32Array(Math.ceil(SIZE / 4));
    fill(data);
    const sum = crc32(bytesOf(data));
    let whole = 0;
    {
      const bytes = writeSafetensors({ a: { dtype: 'I32', shape: [data.length], data } });
      whole = crc32(bytes);
      await fileStore(path).write(bytes);
    }
    const opened = await openSafetensors(path);
    const { data: read } = await opened.read('a');
    await opened.close();
    expect(read.byteLength).toBe(data.byteLength);
    expect(crc32(bytesOf(read))).toBe(sum);
    const bytes = await fileStore(path).read();
    expect(bytes?.length).toBeGreaterThan(2 ** 31);
    expect(crc32(bytes as Uint8Array)).toBe(whole);
    await fileStore(path).remove();
  }, 600_000);

  test('a checkpoint of 190 million parameters with Adam is saved and loaded', async (context) => {
    if (reason !== '') return context.skip(reason);
    if (tf.getBackend() !== 'wasm') return context.skip('runs on WASM');
    const store = fileStore(join(folder, 'a.ckpt'));
    const shape = [24, 1_000_000];
    const make = (value: number) => ({
      layers: Array.from({ length: 8 }, (_, i) => tf.variable(tf.fill(shape, value + i))),
    });
    const [model, optimizer] = [make(1), adam()];
    for (const layer of model.layers) {
      tf.tidy(() => optimizer.update(new Map([[layer, tf.fill(shape, 0.5)]])));
    }
    const sums = () =>
      [
        ...model.layers,
        ...[...optimizer.state.values()].flatMap(({ slots }) => Object.values(slots)),
      ].map((x) => crc32(bytesOf(x.dataSync())));
    const wanted = sums();
    await saveCheckpoint(store, { model, optimizer, step: 8 });
    for (const layer of model.layers) layer.assign(tf.tidy(() => tf.zeros(shape)));
    optimizer.dispose();
    expect(await loadCheckpoint(store, { model, optimizer })).toEqual({ step: 8 });
    expect(sums()).toEqual(wanted);
    tf.dispose([...model.layers]);
    optimizer.dispose();
    await store.remove();
  }, 600_000);
});
