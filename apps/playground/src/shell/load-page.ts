import type { Lesson } from '@dl/lessons';
import { type Component, defineComponent, h } from 'vue';
import type { TopicPage } from './topics';

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
