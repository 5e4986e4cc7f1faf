import { expectFlag, expectPositiveInteger, mergeChecks, type OptionChecks } from '@dl/core/check';
import { withoutChecks } from '../check/without-checks';
import { STACK_OPTIONS, type StackOptions } from '../stack/stack-options';

/** What an encoder of BERT's form is made of. */
export interface BertOptions extends Omit<StackOptions, 'memorySize' | 'maxLength' | 'positions'> {
  /** Features of a position. Required. */
  size: number;
  /** The most positions that it sees. Required. */
  context: number;
  /** Kinds of segments, such as question and text; 0 for none. Default 2. */
  segments?: number | undefined;
  /** With `pool`. Default false. */
  pooler?: boolean | undefined;
  /** With `logits` and `loss`, which say what stood behind a mask. Default true. */
  head?: boolean | undefined;
}

/** Those that an encoder has not: its positions are learned. */
const OTHERS = ['memorySize', 'maxLength', 'positions'] as const;

/** How they are checked. */
export const BERT_OPTIONS: OptionChecks<BertOptions> = /* @__PURE__ */ mergeChecks(
  /* @__PURE__ */ withoutChecks(STACK_OPTIONS, OTHERS),
  {
    size: expectPositiveInteger,
    context: expectPositiveInteger,
    segments: (where: string, name: string, value: unknown) => {
      if (value !== 0) expectPositiveInteger(where, name, value as number);
    },
    pooler: expectFlag,
    head: expectFlag,
  },
);
