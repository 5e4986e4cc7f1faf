import { expectPositiveInteger, mergeChecks, type OptionChecks, oneOf } from '@dl/core/check';
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

const { memorySize: _m, maxLength: _l, window: _w, ...SHARED } = STACK_OPTIONS;

/** How they are checked. */
export const TRANSFORMER_OPTIONS: OptionChecks<TransformerOptions> = /* @__PURE__ */ mergeChecks(
  SHARED,
  {
    size: expectPositiveInteger,
    decoderLayers: expectPositiveInteger,
    tied: oneOf(['none', 'output', 'all']),
  },
);
