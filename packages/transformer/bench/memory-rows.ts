import { LARGE_GPT } from '../../../apps/bench/src/kit/gpt-sizes';
import { describe } from '../../../apps/bench/src/kit/sizes';
import type { FigureTools } from '../../../apps/bench/src/row';

const WHAT = `training steps of a GPT (${describe(LARGE_GPT)}): memory that they add to a process at most`;

/** The largest memory of training, the model and the state of AdamW included. */
export const memoryRows = [
  {
    id: 'transformer/memory',
    row: `${WHAT}, against PyTorch (0.91 is 1.1 times as much)`,
    atLeast: 1 / 1.1,
    ...peak(false),
  },
  {
    id: 'transformer/memory-recompute',
    row: `${WHAT}, activations made anew on the way back, against PyTorch that keeps them`,
    atLeast: 1 / 0.6,
    ...peak(true),
  },
];

function peak(recompute: boolean) {
  return {
    unit: 'MiB',
    lessIsBetter: true,
    figure: async ({ root }: FigureTools) => {
      const { peakMemory } = await import('./memory');
      return peakMemory(root, LARGE_GPT, { recompute });
    },
  };
}
