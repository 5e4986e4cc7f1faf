import type { ForwardOptions } from '../nn/sequential';
import { expectFlag } from './choice';
import { checkedLater, type OptionChecks } from './options';

/**
 * The checks of `forward`'s options. `sequential` passes these to plain functions too, so an op that maps a tensor to a
 * tensor takes them beside its own options and leaves them alone.
 */
export const FORWARD_OPTIONS: OptionChecks<ForwardOptions> = {
  training: expectFlag,
  rng: checkedLater,
};
