import { expectPositiveInteger, mergeChecks, type OptionChecks, oneOf } from '@dl/core/check';
import { withoutChecks } from '../check/without-checks';
import { STACK_OPTIONS, type StackOptions } from '../stack/stack-options';

/** What a `Transformer` is made of. */
export interface TransformerOptions
  extends Omit<StackOptions, 'memorySize' | 'maxLength' | 'window'> {
  /** Features of a position. Required. */
  size: number;
  /** Blocks of the decoder. Default: `layers`, which are those of the encoder. */
  decoderLayers?: number | undefined;
  /**
   * What the output's weights are: a matrix of their own (`none`), the target's embedding turned around (`output`), or one embedding for
   * source, target and output, of one vocabulary (`all`). Default `output`.
   */
  tied?: 'none' | 'output' | 'all' | undefined;
}

/** Those that it does not have. */
const OTHERS = ['memorySize', 'maxLength', 'window'] as const;

/** How they are checked. */
export const TRANSFORMER_OPTIONS: OptionChecks<TransformerOptions> = /* @__PURE__ */ mergeChecks(
  /* @__PURE__ */ withoutChecks(STACK_OPTIONS, OTHERS),
  {
    size: expectPositiveInteger,
    decoderLayers: expectPositiveInteger,
    tied: /* @__PURE__ */ oneOf(['none', 'output', 'all']),
  },
);
