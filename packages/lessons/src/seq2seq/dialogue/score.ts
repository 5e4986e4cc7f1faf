import { parameterCount } from '@dl/core';
import type { Hred, Vhred } from '@dl/seq2seq';
import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { LatentUse } from './measure';
import { type DialogueValues, SETTINGS } from './settings';

/** What is in training. */
export type Nets = {
  readonly seq2seq: Hred;
  readonly hred: Hred;
  readonly vhred: Vhred;
};

/** What was measured on held-out dialogues. */
export interface Found extends LatentUse {
  readonly seq2seqPerplexity: number;
  readonly hredPerplexity: number;
  /** By importance sampling. */
  readonly vhredPerplexity: number;
  readonly hredDistinct2: number;
  readonly vhredDistinct2: number;
}

/** Perplexity of each, how different its replies are, and what the latent variable holds. */
export function scoreOf(found: Found, nets: Nets, part: DialogueValues['part']): Score {
  const { seq2seqPerplexity, hredPerplexity, vhredPerplexity, kl, swapRise } = found;
  const change = hredPerplexity / seq2seqPerplexity - 1;
  const percent = `${Math.abs(100 * change).toFixed(1)} %`;
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'perplexity', ja: 'パープレキシティ' }, kind: 'number', decimals: 3 },
      { label: { en: 'distinct-2', ja: 'distinct-2' }, kind: 'number', decimals: 3 },
      { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
    ],
    rows: [
      {
        label: { en: 'seq2seq, last utterance only', ja: 'Seq2Seq(直前の発話のみ)' },
        values: [seq2seqPerplexity, null, parameterCount(nets.seq2seq)],
      },
      {
        label: { en: 'HRED', ja: 'HRED' },
        values: [hredPerplexity, found.hredDistinct2, parameterCount(nets.hred)],
        strong: true,
      },
      {
        label: { en: 'VHRED', ja: 'VHRED' },
        values: [vhredPerplexity, found.vhredDistinct2, parameterCount(nets.vhred)],
      },
    ],
    remarks: [
      {
        en: `The perplexity of HRED is ${percent} ${change < 0 ? 'lower' : 'higher'} than that of the seq2seq.`,
        ja: `HRED のパープレキシティは、Seq2Seq より ${percent} ${change < 0 ? '低く' : '高く'}なりました。`,
      },
      {
        en: `VHRED: KL ${kl.toFixed(2)} nats a turn; a wrong z costs ${swapRise.toFixed(2)} nats a reply.`,
        ja: `VHRED: 1ターンの KL は ${kl.toFixed(2)} ナット。別の対話の z を使うと、応答あたり ${swapRise.toFixed(2)} ナット悪化します。`,
      },
    ],
    figures: { ...found, parameters: parameterCount(nets.hred) },
  };
}
