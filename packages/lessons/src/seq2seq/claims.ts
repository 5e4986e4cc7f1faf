import { anyLesson, type Claim, middle } from '../kit/claim';
import { translation } from './translation/lesson';

/** What the lesson comes to with the settings of the terminal: the middle of three seeds. */
export const claims: readonly Claim[] = [
  {
    id: 'seq2seq/translation',
    what: 'sums of three numbers, fresh ones: MSE, against always saying 0',
    lesson: anyLesson(translation),
    seeds: 3,
    unit: 'MSE',
    lessIsBetter: true,
    atLeast: 10,
    figure: (runs) => ({
      ...{ ours: middle(runs, 'mse'), peer: middle(runs, 'baselineMse'), peerName: 'always 0' },
    }),
  },
];
