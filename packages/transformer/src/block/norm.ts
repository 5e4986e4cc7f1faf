import { LayerNorm, RmsNorm } from '@dl/core';

/** Layer norm, or root mean square norm, which leaves out mean and bias. */
export type NormKind = 'layer' | 'rms';

/** A norm over the last axis: ε is 1e-5 of a layer norm, 1e-6 of a root mean square norm, unless told. */
export function makeNorm(kind: NormKind, size: number, epsilon?: number): LayerNorm | RmsNorm {
  const options = epsilon === undefined ? {} : { epsilon };
  return kind === 'rms' ? new RmsNorm(size, options) : new LayerNorm(size, options);
}
