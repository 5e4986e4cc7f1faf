import type { Lesson, Text } from '@dl/lessons';
import { type Component, defineComponent, h } from 'vue';

/** What `topics.json` says of a page, and where it is. */
export interface TopicPage {
  readonly topic: string;
  /** Its address behind `#/`: `seq2seq`, `seq2seq/dialogue`. */
  readonly address: string;
  /** The name of its HTML file and its picture: `seq2seq-dialogue`. */
  readonly file: string;
  readonly title: Text;
  /** What one sees there, in a sentence. */
  readonly summary: Text;
  /** The lesson that it shows. */
  readonly lesson: string;
  /** The chapter that it belongs to: `/chapters/rnn.html`. */
  readonly chapter?: string;
}

/** Those of the topics that are there: `topic-pages.ts`. */
declare const __PAGES__: readonly TopicPage[];

/** All pages, in the order of the course. */
export const pages = __PAGES__;

/** The first page of each topic. */
export const topics = pages.filter(({ topic, address }) => topic === address);

/** Pages with cards of their own. */
const OWN = {
  ...import.meta.glob<Component>('../topics/*/page.vue', { import: 'default' }),
  ...import.meta.glob<Component>('../topics/*/*/page.vue', { import: 'default' }),
};
const LESSONS = import.meta.glob<Record<string, Lesson>>('../generated/lessons/*/*.ts');

/** Loads what a page shows: its cards, or losses and score of its lesson where it has none of its own. */
export async function loadPage({ topic, lesson, address }: TopicPage): Promise<Component> {
  const own = OWN[`../topics/${address}/page.vue`];
  if (own) return own();
  const [{ default: page }, found] = await Promise.all([
    import('../kit/lesson-page.vue'),
    LESSONS[`../generated/lessons/${topic}/${lesson}.ts`]?.(),
  ]);
  const [shown] = Object.values(found ?? {});
  return defineComponent(() => () => h(page, { lesson: shown as Lesson }));
}
