import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A network learns which character of Moby Dick comes next, and writes a passage. */
export const text = defineLesson({
  id: 'text',
  topic: 'lstm-gru',
  title: {
    en: 'Characters of Moby Dick: which comes next?',
    ja: '「白鯨」の文字: 次に来るのはどれか',
  },
  summary: {
    en: 'the next character of Moby Dick, against counts of characters',
    ja: '「白鯨」の次の文字を予測します(文字の頻度と比較)',
  },
  settings: SETTINGS,
  small: { hidden: 8 },
  load: () => import('./run'),
});
