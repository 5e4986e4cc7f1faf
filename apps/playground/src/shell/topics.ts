import type { Lesson, Text } from '@dl/lessons';
import { type Component, defineComponent, h } from 'vue';
// Of a build only what pages need of it: `topic-pages.ts`.
import course from '../../../../topics.json';
import { TOPICS_WITH_WORKER } from '../kit/open-worker';

/** What `topics.json` says of a topic's page. */
interface Page {
  readonly title: Text;
  /** What one sees there, in a sentence. */
  readonly summary: Text;
  /** The lesson that it shows. */
  readonly lesson: string;
}

interface Entry {
  readonly page?: Page;
  readonly chapters?: readonly { readonly path: string }[];
}

/** A topic's page. */
export interface TopicPage extends Page {
  /** Its address: `#/rnn`. */
  readonly topic: string;
  /** The chapter that it belongs to: `/chapters/rnn.html`. */
  readonly chapter: string | undefined;
  readonly load: () => Promise<Component>;
}

/** Pages with cards of their own. */
const OWN = import.meta.glob<Component>('../topics/*/page.vue', { import: 'default' });
const LESSONS = import.meta.glob<Record<string, Lesson>>('../generated/lessons/*.ts');

/** All topics that are there, in the order of the course. */
export const topics: readonly TopicPage[] = Object.entries(
  course as Readonly<Record<string, Entry>>,
).flatMap(([topic, { page, chapters }]) => {
  if (page === undefined || !TOPICS_WITH_WORKER.has(topic)) return [];
  const load = OWN[`../topics/${topic}/page.vue`] ?? (() => plainPage(topic));
  return [{ topic, ...page, chapter: chapters?.[0]?.path, load }];
});

/** The page of a topic without one of its own: losses and score of its lesson. */
async function plainPage(topic: string): Promise<Component> {
  const load = LESSONS[`../generated/lessons/${topic}.ts`];
  const [{ default: page }, found] = await Promise.all([
    import('../kit/lesson-page.vue'),
    load?.(),
  ]);
  const [lesson] = Object.values(found ?? {});
  return defineComponent(() => () => h(page, { lesson: lesson as Lesson }));
}
