import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** An LSTM, a GRU and a plain RNN of one size: their parameters, and the time of a training step. */
export const counts = defineLesson({
  id: 'counts',
  topic: 'lstm-gru',
  title: {
    en: 'LSTM against GRU: parameters, and the time of a training step',
    ja: 'LSTM と GRU: パラメータ数と学習1ステップの時間',
  },
  summary: {
    en: 'LSTM against GRU: parameters counted, training steps timed',
    ja: 'LSTM と GRU のパラメータ数と学習時間を比べます',
  },
  settings: SETTINGS,
  small: { inputs: 3, hidden: 8, time: 8 },
  load: () => import('./run'),
});
