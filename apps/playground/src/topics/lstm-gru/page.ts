import type { TopicPage } from '../../shell/topics';
import { WORDS } from './words';

/** Gates over time, of an LSTM or a GRU that learns the adding problem. */
export const page: TopicPage = {
  topic: 'lstm-gru',
  title: WORDS.title,
  summary: WORDS.summary,
  load: () => import('./lstm-gru-page.vue'),
};
