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
  .map(({ page }) => ({ page, place: placeOf(page) }))
  .sort((a, b) => a.place - b.place)
  .map(({ page }) => page);

function placeOf({ topic }: TopicPage): number {
  const place = Object.keys(course).indexOf(topic);
  if (place >= 0) return place;
  throw new Error(`topics/${topic}/page.ts: expected a topic of topics.json, got none`);
}
