import { createRouter, createWebHashHistory } from 'vue-router';
import HomePage from './home-page.vue';
import type { Shown } from './links';
import { readPreferences } from './preferences';
import { topics } from './topics';
import { WORDS } from './words';

// `rnn.html` without an address in it is that topic.
const own = topics.find(({ topic }) => location.pathname.endsWith(`/${topic}.html`));
if (own && !location.hash) location.replace(`#/${own.topic}`);

/** `#/` is the list of topics, `#/rnn` a topic; what is no page leads to the list, which says so. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: HomePage, meta: { title: WORDS.topics } },
    ...topics.map(({ topic, title, lesson, chapter, load }) => ({
      path: `/${topic}`,
      component: load,
      meta: { title, shown: { topic, lesson, chapter } satisfies Shown },
    })),
    { path: '/:rest(.*)*', component: HomePage, meta: { title: WORDS.topics } },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? false : (saved ?? { top: 0 })),
});

router.beforeEach((to) => {
  readPreferences(to.query);
});
