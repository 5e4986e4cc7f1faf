import { GPT, type GptSizes } from '../kit/gpt-sizes';
import { LARGE, type SequenceSizes } from '../kit/sizes';

/** Heads that attend, each over its own keys. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly length: number;
  readonly depth: number;
}

/** All that a side is measured at. */
export interface Sizes {
  readonly products: readonly number[];
  readonly attention: readonly AttentionSizes[];
  readonly gpts: Readonly<Record<string, GptSizes>>;
  readonly lstm: SequenceSizes;
  readonly images: number;
  readonly tokens: number;
}

const GPU: Sizes = {
  products: [512, 1024, 2048, 4096],
  attention: [
    { batch: 8, heads: 8, length: 256, depth: 64 },
    { batch: 4, heads: 16, length: 1024, depth: 64 },
  ],
  gpts: {
    'gpt-step': GPT,
    'gpt-step-large': { layers: 12, width: 768, heads: 12, block: 256, batch: 8, vocabulary: 65 },
  },
  lstm: LARGE,
  images: 128,
  tokens: 64,
};

/** For an adapter in software, where only counts mean something; the small GPT is the real one, whose dispatches are counted. */
const SOFTWARE: Sizes = {
  products: [65, 128],
  attention: [{ batch: 1, heads: 2, length: 33, depth: 16 }],
  gpts: {
    'gpt-step': { ...GPT, block: 8, batch: 2 },
  },
  lstm: { batch: 2, time: 8, inSize: 16, hidden: 16 },
  images: 2,
  tokens: 8,
};

/** The sizes of a side; `quick` for an adapter in software. */
export function sizesFor(quick: boolean): Sizes {
  return quick ? SOFTWARE : GPU;
}
