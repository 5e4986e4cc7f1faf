import type { TopicPage } from '../../shell/topics';
import { WORDS } from './words';

/** Recurrent networks: binary addition. */
export const page: TopicPage = {
  topic: 'rnn',
  title: WORDS.title,
  summary: WORDS.summary,
  order: 10,
  load: () => import('./rnn-page.vue'),
};
