import { gptStep } from '../../../apps/bench/src/gpu/tfjs-nets';
import type { GptSizes } from '../../../apps/bench/src/kit/gpt-sizes';
import type { Contender } from '../../../apps/bench/src/row';
import { startTfjs } from '../../core/bench/tfjs';

/** A training step of the same network in tfjs's own ops, by its Adam; its wasm backend has no gradient of `gather`. */
export async function stepTfjs(sizes: GptSizes): Promise<Contender> {
  const name = await startTfjs('wasm');
  const { step } = gptStep(sizes, true);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) step();
  };
  return { name, run };
}
