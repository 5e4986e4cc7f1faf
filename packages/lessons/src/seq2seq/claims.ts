import { anyLesson, type Claim, middle } from '../kit/claim';
import { digitLines } from './digit-lines/lesson';
import { phonemes } from './phonemes/lesson';

/** What words are said with after 15 minutes on two cores. */
const QUARTER_OF_AN_HOUR = { steps: 15_000, hidden: 256, test: 5000, learningRate: 0.003 };

const said = {
  lesson: anyLesson(phonemes),
  values: QUARTER_OF_AN_HOUR,
  seeds: 1,
};

/** What the lessons come to. */
export const claims: readonly Claim[] = [
  {
    id: 'seq2seq/phonemes',
    what: 'held-out English words that are said in a way that the dictionary has',
    ...said,
    unit: 'share',
    atLeast: 0.65,
    figure: (runs) => ({ ours: middle(runs, 'words') }),
  },
  {
    id: 'seq2seq/phoneme-errors',
    what: 'phonemes of them that are wrong, against the nearest way',
    ...said,
    unit: 'share',
    lessIsBetter: true,
    figure: (runs) => ({ ours: middle(runs, 'errors') }),
  },
  {
    id: 'seq2seq/digit-lines',
    what: 'CTC: digits of lines by other writers that are read wrong, against cutting at gaps and the nearest mean image',
    lesson: anyLesson(digitLines),
    ...{ seeds: 3, unit: 'share', lessIsBetter: true, atLeast: 3 },
    figure: (runs) => ({
      ours: middle(runs, 'digitErrors'),
      peer: middle(runs, 'baselineDigitErrors'),
      peerName: 'cut and compare',
    }),
  },
];
