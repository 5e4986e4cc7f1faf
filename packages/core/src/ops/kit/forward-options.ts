import { expectFlag } from '../../check/choice';
import { checkedLater, type OptionChecks } from '../../check/options';
import type { Rng } from '../../random/random';

/** What a layer's `forward` may be told: whether it trains, and what to draw noise from. */
export interface ForwardOptions {
  training?: boolean;
  rng?: Rng;
}

/**
 * The checks of `forward`'s options. `sequential` passes these to plain functions too, so an op that maps a tensor to a
 * tensor takes them beside its own options and leaves them alone.
 */
export const FORWARD_OPTIONS: OptionChecks<ForwardOptions> = {
  training: expectFlag,
  rng: checkedLater,
};
