import 'katex/dist/katex.min.css';
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import BenchRows from './bench-rows.vue';
import DecisionList from './decision-list.vue';
import HomeLinks from './home-links.vue';
import LiveDemo from './live-demo.vue';
import { nameIn } from './names';
import './style.css';

/** VitePress's theme in our colours, with the components that pages use. */
const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app, router }) {
    app.component('LiveDemo', LiveDemo);
    app.component('BenchRows', BenchRows);
    app.component('HomeLinks', HomeLinks);
    app.component('DecisionList', DecisionList);
    // The theme's components call it: see config/theme-names.ts.
    app.config.globalProperties.$named = (name: string) => nameIn(router.route.data, name);
  },
};

// VitePress takes the theme from the default export.
export default theme;
