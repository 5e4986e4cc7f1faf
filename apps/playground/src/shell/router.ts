import { createRouter, createWebHashHistory } from 'vue-router';
import HomePage from './home-page.vue';
import { readPreferences } from './preferences';
import { topics } from './topics';
import { WORDS } from './words';

/** `#/` is the list of topics, `#/rnn` a topic; what is no page leads to the list. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: HomePage, meta: { title: WORDS.topics } },
    ...topics.map(({ topic, title, load }) => ({
      path: `/${topic}`,
      component: load,
      meta: { title },
    })),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? false : (saved ?? { top: 0 })),
});

router.beforeEach((to) => {
  readPreferences(to.query);
});
