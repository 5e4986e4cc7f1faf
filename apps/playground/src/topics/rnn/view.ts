import type { Pair } from './pairs';

/** What the page draws: the network's answers, its states and its gradients. */
export interface RnnView {
  readonly bits: number;
  /** Held-out pairs that are shown one by one. */
  readonly pairs: readonly Pair[];
  /** That each bit of their sums is 1, the least significant first, [pairs, bits]. */
  readonly probabilities: Float32Array;
  /** [pairs, bits, hidden] */
  readonly hidden: Float32Array;
  /** Held-out pairs whose sum is right in every bit. */
  readonly exact: number;
  readonly heldOut: number;
  /** ‖∂L_T/∂h_t‖ of the network as it is, t = 1 … T. */
  readonly gradient: Float64Array;
  /** The same of networks before training, by the value in which they differ. */
  readonly untrained: readonly { readonly name: string; readonly norms: Float64Array }[];
}
