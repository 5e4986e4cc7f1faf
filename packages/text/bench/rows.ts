import type { FigureTools } from '../../../apps/bench/src/row';
import { MEGABYTES } from './gpt-2-files';

const bpe = {
  unit: 'MB/s',
  amount: 1000 * MEGABYTES,
  ours: async () => (await import('./bpe')).bpe(),
  plan: { agreement: 0 },
  atLeast: 3,
};

/** The rows of this package. */
export const rows = [
  {
    id: 'text/bpe',
    row: "byte-level BPE, GPT-2's ids of Moby Dick, against Hugging Face's",
    ...bpe,
    peer: {
      name: '@huggingface/tokenizers 0.2',
      node: async () => (await import('./bpe-peers')).bpeHuggingFace(),
    },
  },
  {
    id: 'text/bpe-gpt-3-encoder',
    row: "byte-level BPE, GPT-2's ids of Moby Dick, against gpt-3-encoder",
    ...bpe,
    peer: {
      name: 'gpt-3-encoder 1.1',
      node: async () => (await import('./bpe-peers')).bpeGpt3Encoder(),
    },
  },
  {
    id: 'text/bleu',
    row: "sacreBLEU's published scores, and 192 more of it, that ours equal",
    unit: 'share',
    figure: async ({ root }: FigureTools) => (await import('./bleu-vectors')).bleuVectors(root),
    atLeast: 1,
  },
];
