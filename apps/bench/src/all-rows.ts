// Written by `pnpm topics`.
import { rows as attention } from '../../../packages/attention/bench/rows';
import { rows as core } from '../../../packages/core/bench/rows';
import { rows as lstmGru } from '../../../packages/lstm-gru/bench/rows';
import { rows as rnn } from '../../../packages/rnn/bench/rows';
import { rows as seq2seq } from '../../../packages/seq2seq/bench/rows';
import { rows as text } from '../../../packages/text/bench/rows';
import { rows as transformer } from '../../../packages/transformer/bench/rows';
import type { Row } from './row';

/** All rows, by topic: each package's own `bench/rows.ts`. */
// biome-ignore format: a line a topic
export const ROWS: readonly Row[] = [
  ...core,
  ...text,
  ...rnn,
  ...lstmGru,
  ...attention,
  ...seq2seq,
  ...transformer,
];
