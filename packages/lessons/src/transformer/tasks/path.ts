import type { Text } from '../../kit/text';
import { CONVOLUTIONS, type ReaderName, TAPS } from './readers';

/** The farthest that the convolutions see back: each layer sees `TAPS` − 1 places farther. */
export const REACH = CONVOLUTIONS * (TAPS - 1);

/** How many steps what was read n places ago takes to an answer, of some networks. Vaswani et al. 2017, table 1. */
export const PATHS: Readonly<Partial<Record<ReaderName, Text>>> = {
  transformer: {
    en: 'path between two places n apart: attention 1, whatever n',
    ja: 'n 離れた2つの位置の経路長: アテンションは n によらず 1',
  },
  conv: {
    en: `convolution of ${TAPS} taps: n/${TAPS - 1} layers; its ${CONVOLUTIONS} see ${REACH} places back`,
    ja: `幅${TAPS}の畳み込みは n/${TAPS - 1} 層。${CONVOLUTIONS}層では ${REACH} 個前まで`,
  },
  rnn: {
    en: 'recurrent networks: n steps, one after the other',
    ja: '再帰型ネットワークは n ステップ(逐次)',
  },
};
