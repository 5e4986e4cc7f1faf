import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** Models that see the last utterance, or the whole dialogue, learn to answer. */
export const dialogue = defineLesson({
  id: 'dialogue',
  topic: 'seq2seq',
  title: {
    en: 'Dialogues: seq2seq and HRED answer',
    ja: '対話: Seq2Seq と HRED の応答',
  },
  summary: {
    en: 'answer in a dialogue: the last utterance only, or all of them',
    ja: '対話に応答します(直前の発話のみ・対話全体)',
  },
  settings: SETTINGS,
  small: { hidden: 8, embedding: 4, batch: 4, test: 8 },
  load: () => import('./run'),
});
