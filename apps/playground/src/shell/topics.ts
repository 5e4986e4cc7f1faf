import type { Text } from '@dl/lessons';
import type { Component } from 'vue';
import course from '../../../../topics.json';

/** A topic's page. Each folder of src/topics has one, exported as `page` from its page.ts. */
export interface TopicPage {
  /** Its address: `#/rnn`. */
  readonly topic: string;
  readonly title: Text;
  /** What one sees there, in a sentence. */
  readonly summary: Text;
  readonly load: () => Promise<{ default: Component }>;
}

const found = import.meta.glob<{ page: TopicPage }>('../topics/*/page.ts', { eager: true });

/** All topics, in the order of the course. */
export const topics: readonly TopicPage[] = Object.values(found)
  .map(({ page }) => page)
  .sort((a, b) => placeOf(a) - placeOf(b));

function placeOf({ topic }: TopicPage): number {
  return Object.keys(course).indexOf(topic);
}
