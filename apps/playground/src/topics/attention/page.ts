import type { TopicPage } from '../../shell/topics';
import { WORDS } from './words';

/** Attention that finds what pronouns stand for. */
export const page: TopicPage = {
  topic: 'attention',
  title: WORDS.title,
  summary: WORDS.summary,
  load: () => import('./attention-page.vue'),
};
