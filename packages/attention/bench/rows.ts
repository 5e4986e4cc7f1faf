import { claims } from '@dl/lessons/attention/claims';
import { claimRows } from '../../../apps/bench/src/kit/claim-rows';
import { gainOfThreads } from '../../../apps/bench/src/kit/gain-of-threads';
import { describe } from '../../../apps/bench/src/kit/sizes';
import type { AttentionSizes } from './attention-inputs';

/** Throughput. */
const LARGE: AttentionSizes = { batch: 8, heads: 8, length: 256, depth: 64 };

/** Memory. */
const LONG: AttentionSizes = { batch: 1, heads: 8, length: 2048, depth: 64 };

const STEP = 'attention, forward and backward';

/** The rows of this package. */
export const rows = [
  {
    id: 'attention/torch',
    row: `${STEP}, ${describe(LARGE)}, against PyTorch`,
    unit: 'ms',
    atLeast: { plain: 0.5, fused: 0.9 },
    ours: ours(LARGE),
    peer: {
      name: 'PyTorch',
      python: {
        script: 'packages/attention/bench/attention_torch.py',
        needs: 'torch',
        args: { ...LARGE },
      },
    },
  },
  {
    id: 'attention/tfjs',
    row: `${STEP}, ${describe(LARGE)}, against tfjs's own ops on wasm`,
    unit: 'ms',
    atLeast: 5,
    ours: ours(LARGE),
    peer: {
      name: 'tfjs wasm',
      node: async () => (await import('./attention-tfjs')).attentionTfjs(LARGE),
    },
  },
  {
    id: 'attention/memory',
    row: `${STEP}, ${describe(LONG)}: most memory held at once, against the same by ops`,
    unit: 'MiB',
    atLeast: 10,
    lessIsBetter: true,
    figure: async () => (await import('./memory')).memory(LONG),
  },
  {
    id: 'attention/threads',
    row: `${STEP}, ${describe(LARGE)}: two threads against one`,
    unit: '×',
    atLeast: 1.7,
    figure: () => gainOfThreads(ours(LARGE)),
  },
  ...claimRows(claims),
];

function ours(sizes: AttentionSizes) {
  return async () => (await import('./attention')).attention(sizes);
}
