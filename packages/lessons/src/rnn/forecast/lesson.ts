import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A recurrent network forecasts the highest temperature of a day in Seattle, with simpler forecasts beside. */
export const forecast = defineLesson({
  id: 'forecast',
  topic: 'rnn',
  title: {
    en: 'A recurrent network forecasts the highest temperature of a day in Seattle',
    ja: 'RNN がシアトルの最高気温を予測する',
  },
  summary: {
    en: "tomorrow's highest temperature in Seattle, against simpler forecasts",
    ja: 'シアトルの翌日の最高気温を予測します(単純な予測と比較)',
  },
  settings: SETTINGS,
  load: () => import('./run'),
});
