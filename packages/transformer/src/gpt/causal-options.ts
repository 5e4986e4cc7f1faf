import { expectFlag, expectPositiveInteger, mergeChecks, type OptionChecks } from '@dl/core/check';
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
const { memorySize: _m, maxLength: _l, order: _o, finalNorm: _f, ...SHARED } = STACK_OPTIONS;

/** How they are checked. */
export const CAUSAL_OPTIONS: OptionChecks<CausalOptions> = /* @__PURE__ */ mergeChecks(SHARED, {
  size: expectPositiveInteger,
  context: expectPositiveInteger,
  tied: expectFlag,
});
