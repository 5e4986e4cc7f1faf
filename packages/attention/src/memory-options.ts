import { checkedLater, expectFlag, type OptionChecks } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import type { Mask } from './mask';

/** What an attention of one head is told besides its query; `M` is what it may remember of a memory. */
export interface MemoryOptions<M = never> {
  /** What is looked at: [batch, key, memorySize], or what `remember` made of it. Default: the query itself. */
  memory?: tf.Tensor | M | undefined;
  /** Which entries of the memory a query sees; usually `{ lengths }`. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
  /** Gives the weights too: [batch, query, key]. Default false. */
  weights?: boolean | undefined;
}

/** The checks of `MemoryOptions`. */
export const MEMORY_OPTIONS: OptionChecks<MemoryOptions<unknown>> = {
  memory: checkedLater,
  mask: checkedLater,
  weights: expectFlag,
};
