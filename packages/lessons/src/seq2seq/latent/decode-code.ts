/** The weights of a decoder, as plain numbers. */
export interface DecoderWeights {
  /** [latent, hidden] and [hidden], with relu. */
  readonly hidden: { readonly weight: Float32Array; readonly bias: Float32Array };
  /** [hidden, pixels] and [pixels]. */
  readonly output: { readonly weight: Float32Array; readonly bias: Float32Array };
}

/**
 * What a decoder makes of the code `z`: σ(relu(z V + c) U + a), a number in (0, 1) a pixel. The same as `tf.sigmoid(vae.decode(z))`,
 * without tensors: a page's main thread has none.
 */
export function decodeCode(
  { hidden, output }: DecoderWeights,
  z: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const { length: units } = hidden.bias;
  const { length: pixels } = output.bias;
  const ink = Float32Array.from(output.bias);
  for (let unit = 0; unit < units; unit++) {
    let sum = hidden.bias[unit] as number;
    for (let i = 0; i < z.length; i++) {
      sum += (z[i] as number) * (hidden.weight[i * units + unit] as number);
    }
    if (sum <= 0) continue;
    for (let pixel = 0; pixel < pixels; pixel++) {
      ink[pixel] = (ink[pixel] as number) + sum * (output.weight[unit * pixels + pixel] as number);
    }
  }
  return ink.map((logit) => 1 / (1 + Math.exp(-logit)));
}
