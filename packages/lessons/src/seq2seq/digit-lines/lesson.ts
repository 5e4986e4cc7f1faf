import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A network reads lines of handwritten digits without being told where each digit stands. */
export const digitLines = defineLesson({
  id: 'digit-lines',
  topic: 'seq2seq',
  title: {
    en: 'Reading lines of handwritten digits with CTC',
    ja: '手書き数字の行を読む(CTC)',
  },
  summary: {
    en: 'read digits out of a line, of any number and spacing (1 to 2 minutes)',
    ja: '個数も間隔も不明な手書き数字の行をCTCで読み取ります(1〜2分)',
  },
  settings: SETTINGS,
  small: { hidden: 8, batch: 4, test: 8 },
  load: () => import('./run'),
});
