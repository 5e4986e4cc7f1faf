import { claims } from '@dl/lessons/seq2seq/claims';
import { claimRows } from '../../../apps/bench/src/kit/claim-rows';
import { dialogueRows } from './dialogue-rows';
import { jaEnRows } from './ja-en-rows';
import { translationRows } from './translation-rows';
import { vaeRows } from './vae-rows';

/** The rows of this package. */
export const rows = [
  ...translationRows,
  ...jaEnRows,
  ...claimRows(claims),
  ...vaeRows,
  ...dialogueRows,
];
