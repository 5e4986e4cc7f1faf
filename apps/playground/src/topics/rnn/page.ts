import type { TopicPage } from '../../shell/topics';
import { WORDS } from './words';

/** Recurrent networks: binary addition. */
export const page: TopicPage = {
  topic: 'rnn',
  title: WORDS.title,
  summary: WORDS.summary,
  load: () => import('./rnn-page.vue'),
};
