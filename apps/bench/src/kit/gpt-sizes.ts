/** A GPT: a decoder with the norm before each part, learned positions, and an MLP of four times the width. */
export interface GptSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly block: number;
  readonly batch: number;
  readonly vocabulary: number;
}

/** The one that most benches train, of 818,176 parameters: nanoGPT's for a CPU. */
export const GPT: GptSizes = {
  layers: 4,
  width: 128,
  heads: 4,
  block: 64,
  batch: 12,
  vocabulary: 65,
};

/** One of 10.8 million, whose weights no cache of a processor holds. */
export const LARGE_GPT: GptSizes = {
  layers: 6,
  width: 384,
  heads: 6,
  block: 256,
  batch: 4,
  vocabulary: 65,
};
