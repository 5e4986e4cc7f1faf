import { setup } from '@dl/core';
import type { Contender } from '../row';
import { type SequenceLayer, sequenceTraining } from './sequence-training';
import type { SequenceSizes } from './sizes';

/** Training steps of one layer of sequences on one thread; `width`: features of an output. */
export async function trainingStep(
  make: () => SequenceLayer,
  sizes: SequenceSizes,
  width?: number,
): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const { run } = sequenceTraining(make(), sizes, width);
  return { run };
}
