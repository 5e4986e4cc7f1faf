import { defineLesson } from '../../kit/lesson';
import { PRESETS } from './presets';
import { SETTINGS } from './settings';

/** Tasks whose data are made: which network can relate what stands far apart? */
export const tasks = defineLesson({
  id: 'tasks',
  topic: 'transformer',
  title: {
    en: 'Made-up tasks: who can relate what stands far apart?',
    ja: '人工の課題: 離れた位置を関係づけられるネットワークはどれか',
  },
  summary: {
    en: 'addition, copy, reverse, sort, parity, brackets, modular addition, by six networks of one size',
    ja: '足し算・コピー・逆順・並べ替え・パリティ・括弧・剰余を、同じ大きさの6種のネットワークで比較',
  },
  settings: SETTINGS,
  presets: PRESETS,
  small: { width: 8, layers: 1, longest: 4, batch: 2, test: 4 },
  load: () => import('./run'),
});
