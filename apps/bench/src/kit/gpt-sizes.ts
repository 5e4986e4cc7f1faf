/** A GPT: a decoder with the norm before each part, learned positions, and an MLP of four times the width. */
export interface GptSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly block: number;
  readonly batch: number;
  readonly vocabulary: number;
}

/** The one that the benches train, of 818,176 parameters. */
export const GPT: GptSizes = {
  layers: 4,
  width: 128,
  heads: 4,
  block: 64,
  batch: 12,
  vocabulary: 65,
};
