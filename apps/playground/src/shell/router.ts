import { createRouter, createWebHashHistory } from 'vue-router';
import HomePage from './home-page.vue';
import { loadPage } from './load-page';
import { readPreferences } from './preferences';
import { pages } from './topics';
import { WORDS } from './words';

// `rnn.html` without an address in it is that page.
const own = pages.find(({ file }) => location.pathname.endsWith(`/${file}.html`));
if (own && !location.hash) location.replace(`#/${own.address}`);

/** `#/` is the list of pages, `#/rnn` a page; what is none leads to the list, which says so. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: HomePage, meta: { title: WORDS.topics } },
    ...pages.map((page) => ({
      path: `/${page.address}`,
      component: () => loadPage(page),
      meta: { title: page.title, shown: page },
    })),
    { path: '/:rest(.*)*', component: HomePage, meta: { title: WORDS.topics } },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? false : (saved ?? { top: 0 })),
});

router.beforeEach((to) => {
  readPreferences(to.query);
});
