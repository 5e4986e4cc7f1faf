import { setup } from '@dl/core';
import { convTraining } from './conv-network';

/** Training steps of a small network of convolutions, on one thread. */
export async function convStep(batch: number) {
  await setup({ backend: 'wasm', threads: 1 });
  const { run } = convTraining(batch);
  return { run };
}
