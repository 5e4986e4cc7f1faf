import { type LazySafetensors, openSafetensors, openShardedSafetensors } from '@dl/core';
import { expected } from '@dl/core/check';
import type { Locate } from '../files/pretrained-files';

const WHOLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** Opens the one file of a model's weights, or the shards that its index names, of which headers alone are read. */
export async function openWeights(where: string, locate: Locate): Promise<LazySafetensors> {
  const whole = await locate(WHOLE);
  if (whole !== undefined) return openSafetensors(whole);
  const index = await locate(INDEX);
  if (index === undefined) {
    throw new Error(expected(where, `${WHOLE} or ${INDEX}`, 'neither'));
  }
  return openShardedSafetensors(index, {
    open: async (name) => {
      const shard = await locate(name);
      if (shard !== undefined) return shard;
      throw new Error(expected(`${where}: ${INDEX}`, `the shard ${name}`, 'no such file'));
    },
  });
}
