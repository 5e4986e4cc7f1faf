import { expectFlag, expectPositiveInteger, mergeChecks, type OptionChecks } from '@dl/core/check';
import { withoutChecks } from '../check/without-checks';
import { STACK_OPTIONS, type StackOptions } from '../stack/stack-options';

/** What a language model is made of. */
export interface CausalOptions
  extends Omit<StackOptions, 'memorySize' | 'maxLength' | 'order' | 'finalNorm'> {
  /** Features of a position. Required. */
  size: number;
  /** The most positions that it sees. Required. */
  context: number;
  /** The output's weights are those of the embedding, turned around (Press and Wolf 2017). */
  tied?: boolean | undefined;
}

/** Those that no language model has. */
const OTHERS = ['memorySize', 'maxLength', 'order', 'finalNorm'] as const;

/** How they are checked. */
export const CAUSAL_OPTIONS: OptionChecks<CausalOptions> = /* @__PURE__ */ mergeChecks(
  /* @__PURE__ */ withoutChecks(STACK_OPTIONS, OTHERS),
  {
    size: expectPositiveInteger,
    context: expectPositiveInteger,
    tied: expectFlag,
  },
);
