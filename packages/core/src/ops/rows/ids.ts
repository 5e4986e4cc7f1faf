import type * as tf from '@tensorflow/tfjs-core';
import { expectTensor } from '../../check/tensor';
import { engine } from '../../engine/engine';
import { ROWS } from '../../generated/wasm-rows';
import { addressOf } from '../../wasm/output';
import { kernelsOf, wasmBackend } from '../../wasm/registry';

/**
 * Checks that `ids` is an int32 tensor of numbers from 0 to `count` − 1. Ids that a GPU computed are
 * not read back: the ops that take them leave out those that are outside.
 *
 * @param what what the ids count, for the text of the error
 * @throws TypeError for another dtype, RangeError naming the first id that is outside
 */
export function expectIds(
  where: string,
  name: string,
  ids: tf.Tensor,
  count: number,
  what: string,
): void {
  expectTensor(where, name, ids, ANY_SHAPE, 'int32', true);
  const found = firstOutside(ids, count);
  if (found === undefined) return;
  const from = count === 0 ? 'no ids' : `ids from 0 to ${count - 1}`;
  throw new RangeError(
    `${where}: ${name}: expected ${from} (${what} ${count}), got ${found.id} at ${found.at}`,
  );
}

const ANY_SHAPE = ['...'] as const;

function firstOutside(ids: tf.Tensor, count: number): { id: number; at: number } | undefined {
  // Not by `path`, which takes the ops where a gradient is recorded: a check has none, and the kernel does not copy the ids.
  const kernels = kernelsOf(ROWS);
  if (kernels !== undefined) {
    const address = addressOf(ids);
    const at = kernels.firstOutside(address, ids.size, count);
    if (at === ids.size) return undefined;
    const [id] = new Int32Array(wasmBackend().wasm.HEAPU8.buffer, address + 4 * at, 1);
    return { id: id as number, at };
  }
  const values = hostValues(ids) ?? [];
  for (let at = 0; at < values.length; at++) {
    const id = values[at] as number;
    if (!(id >= 0 && id < count)) return { id, at };
  }
  return undefined;
}

/** The numbers of `x` where this thread has them: not those that a GPU computed. */
export function hostValues(x: tf.Tensor): ArrayLike<number> | undefined {
  if (engine.backendName !== 'webgpu') return x.dataSync();
  const { tensorMap } = engine.backend as unknown as {
    tensorMap: { get(dataId: object): { values?: ArrayLike<number> | null } };
  };
  return tensorMap.get(x.dataId)?.values ?? undefined;
}
