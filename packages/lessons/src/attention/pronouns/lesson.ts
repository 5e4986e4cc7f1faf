import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** One layer of attention finds out what the pronouns of a sentence stand for. */
export const pronouns = defineLesson({
  id: 'pronouns',
  topic: 'attention',
  title: {
    en: 'What do the pronouns of a sentence stand for?',
    ja: '文中の代名詞は何を指すか',
  },
  summary: {
    en: 'what the pronouns of a sentence stand for, and where attention looks',
    ja: '代名詞が指すものと、アテンションの注目先',
  },
  settings: SETTINGS,
  load: () => import('./run'),
});
