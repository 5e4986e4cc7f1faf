import * as tf from '@tensorflow/tfjs-core';
import { describeText } from '../check/describe';
import { expectAlive } from '../check/tensor';
import { Turns } from '../data/turn';
import { crc32, hex32 } from '../files/crc-32';
import { PART, reserve } from '../files/parts';
import type { SafetensorsFile } from '../files/safetensors';
import { headerOf, inFileOrder, type Planned } from '../files/safetensors-layout';
import { CheckpointError } from './checkpoint-error';

/** In the metadata: the CRC-32 of each tensor by its name, and that of all other metadata. */
const [TENSORS, REST] = ['crc32', 'metadataCrc32'] as const;

const DTYPES = {
  float32: { dtype: 'F32', width: 4 },
  int32: { dtype: 'I32', width: 4 },
  bool: { dtype: 'BOOL', width: 1 },
} as const;

/**
 * A safetensors file of what `tensors` hold at the moment of the call, with a checksum of each. On WASM and on the cpu all is
 * copied before the promise is returned. On other backends tensors are read one after the other, later: they are held until
 * then, and updates write to new data.
 *
 * @throws TypeError for a tensor of another dtype; Error for one that is disposed
 */
export async function checkpointFile(
  where: string,
  tensors: Readonly<Record<string, tf.Tensor>>,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const planned = inFileOrder(
    Object.entries(tensors).map(([name, tensor]) => plan(where, name, tensor)),
  );
  const withSums = (sumOf: (at: number) => number) => {
    const sums = planned.map(({ name }, i) => [name, hex32(sumOf(i))]);
    const all = { ...metadata, [TENSORS]: JSON.stringify(Object.fromEntries(sums)) };
    return headerOf(planned, { ...all, [REST]: hex32(sumOfMetadata(all)) });
  };
  // All checksums are of one length, so that the header is too.
  const { length } = withSums(() => 0);
  const size = planned.reduce((sum, { byteLength }) => sum + byteLength, length);
  const file = reserve(where, size);
  let end = length;
  const places = planned.map(({ byteLength }) => {
    end += byteLength;
    return file.subarray(end - byteLength, end);
  });
  await copyAll(planned, places);
  const turns = new Turns();
  const sums: number[] = [];
  for (const place of places) sums.push(await checksum(place, turns));
  file.set(withSums((i) => sums[i] as number));
  return file;
}

type PlannedTensor = Planned & { readonly tensor: tf.Tensor };

function plan(where: string, name: string, tensor: tf.Tensor): PlannedTensor {
  const path = describeText(name.replace(/^model\./, ''));
  expectAlive(where, path, tensor);
  const { dtype, shape, size } = tensor;
  const stored = Object.hasOwn(DTYPES, dtype) && DTYPES[dtype as keyof typeof DTYPES];
  if (!stored) {
    const what = 'dtype float32, int32 or bool';
    throw new TypeError(`${where}: ${path}: expected ${what}, got ${dtype}`);
  }
  return { name, tensor, shape, ...stored, byteLength: size * stored.width };
}

/** Copies what the tensors hold now to their places. Where it can be read at once, before anything is waited for. */
async function copyAll(
  planned: readonly PlannedTensor[],
  places: readonly Uint8Array[],
): Promise<void> {
  const later: (() => Promise<void>)[] = [];
  const held: tf.Tensor[] = [];
  try {
    for (const [i, { tensor, dtype }] of planned.entries()) {
      const place = places[i] as Uint8Array;
      if (isAtHand(tensor)) {
        put(place, dtype, tensor.dataSync());
        continue;
      }
      const own = tf.keep(tf.clone(tensor));
      held.push(own);
      later.push(async () => put(place, dtype, await own.data()));
    }
    for (const read of later) await read();
  } finally {
    tf.dispose(held);
  }
}

/** Whether what a tensor holds can be read without waiting. */
function isAtHand({ dataId }: tf.Tensor): boolean {
  // Not `tf.findBackend`, which would start a backend that is only registered.
  const { state, registry } = tf.engine() as unknown as {
    state: { tensorInfo: WeakMap<object, { backend: unknown }> };
    registry: Readonly<Record<string, unknown>>;
  };
  const backend = state.tensorInfo.get(dataId)?.backend;
  return backend !== undefined && (backend === registry.wasm || backend === registry.cpu);
}

function put(place: Uint8Array, dtype: string, data: tf.TypedArray): void {
  // A bool that was made of another number than 0 and 1 is true.
  if (dtype === 'BOOL') place.set(Uint8Array.from(data, (value) => (value ? 1 : 0)));
  else place.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The CRC-32 of many bytes; the event loop gets its turns. */
async function checksum(bytes: Uint8Array, turns: Turns): Promise<number> {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += PART / 128) {
    if (turns.due()) await turns.take();
    sum = crc32(bytes.subarray(at, at + PART / 128), sum);
  }
  return sum;
}

function sumOfMetadata({ [REST]: _, ...others }: Readonly<Record<string, string>>): number {
  const sorted = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  return crc32(new TextEncoder().encode(JSON.stringify(sorted)));
}

/**
 * Checks that a file is as it was written. One of an earlier version has no checksums, and passes.
 *
 * @throws CheckpointError naming what is damaged
 */
export async function checkChecksums(
  where: string,
  { tensors, metadata }: SafetensorsFile,
): Promise<void> {
  const compare = (name: string, wanted: unknown, sum: number) => {
    if (wanted === hex32(sum)) return;
    const what = `what was saved, with CRC-32 ${describeText(String(wanted), 8)}`;
    throw new CheckpointError(`${where}: ${name}: expected ${what}, got ${hex32(sum)}`);
  };
  const { [TENSORS]: listed, [REST]: rest } = metadata;
  if (rest !== undefined) compare('metadata', rest, sumOfMetadata(metadata));
  if (listed === undefined) return;
  const sums = parseSums(where, listed);
  const turns = new Turns();
  for (const [name, { data }] of Object.entries(tensors)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    compare(describeText(name), sums.get(name), await checksum(bytes, turns));
  }
}

function parseSums(where: string, json: string): ReadonlyMap<string, unknown> {
  let sums: unknown;
  try {
    sums = JSON.parse(json);
  } catch {
    // Told below.
  }
  if (typeof sums === 'object' && sums !== null) return new Map(Object.entries(sums));
  throw new CheckpointError(
    `${where}: ${TENSORS}: expected checksums by name, got "${describeText(json)}"`,
  );
}
