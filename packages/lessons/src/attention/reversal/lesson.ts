import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** An encoder and decoder say a sequence backwards, with attention and without. */
export const reversal = defineLesson({
  id: 'reversal',
  topic: 'attention',
  title: {
    en: 'Attention against a fixed-length code, as sequences grow',
    ja: '系列が長くなるとき: アテンションと固定長の符号',
  },
  summary: {
    en: 'say a sequence backwards, with attention and without',
    ja: '系列を逆順に出力します(アテンションあり・なし)',
  },
  settings: SETTINGS,
  load: () => import('./run'),
});
