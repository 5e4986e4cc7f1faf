import type { GptSizes } from '../kit/gpt-sizes';
import type { AttentionSizes } from './sizes';

/** Which sides of a product are transposed. */
export const FORMS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** How an attention is called in each side. */
export function attentionId({ batch, heads, length, depth }: AttentionSizes): string {
  return `attention ${batch}×${heads}×${length}×${depth}`;
}

/** Of causal attention: half of two products, and on the way back five more. */
export function attentionFlops(sizes: AttentionSizes, back: boolean): number {
  const { batch, heads, length, depth } = sizes;
  return (back ? 7 : 2) * batch * heads * length * length * depth;
}

/** Of a training step: the products of its weights, three times. */
export function gptFlops({ layers, width, block, batch, vocabulary }: GptSizes): number {
  const weights = 12 * layers * width * width + width * vocabulary;
  return 6 * weights * batch * block;
}
