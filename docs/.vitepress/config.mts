import { katex } from '@mdit/plugin-katex';
import { defineConfig } from 'vitepress';
import { fillFigures, readFigures } from '../../tools/figures.mjs';
import { siteBase } from '../../tools/site-address.mjs';
import { english } from './config/english';
import { japanese } from './config/japanese';
import { katexOptions } from './config/katex';
import { search } from './config/search';
import { describePage, socialHead } from './config/social';
import { vite } from './config/vite';

/** Where the site is served: `/`, or `/name/` for a project site of GitHub Pages. */
const base = siteBase();

export default defineConfig({
  base,
  title: 'dl',
  cleanUrls: false,
  // Once for all pages, not in each: the API's sidebar is long.
  metaChunk: true,
  lastUpdated: false,
  srcExclude: ['README.md', 'node_modules/**', '{,ja/}parts/**'],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['meta', { name: 'theme-color', content: '#1a5fb4' }],
  ],
  locales: {
    root: { label: 'English', lang: 'en', ...english },
    ja: { label: '日本語', lang: 'ja', link: '/ja/', ...japanese },
  },
  themeConfig: {
    search,
    externalLinkIcon: true,
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    lineNumbers: false,
    config: (md) => {
      // `@{vanishing tanh-plain ^1}` in a chapter: a number that was measured stands in its record alone.
      const figures = readFigures();
      md.core.ruler.before('normalize', 'figures', (state) => {
        const { relativePath = '' } = state.env;
        if (/^(ja\/)?chapters\//.test(relativePath)) state.src = fillFigures(state.src, figures);
      });
      // Typed for a newer markdown-it than VitePress brings.
      md.use(katex as unknown as (md: object, options?: object) => void, katexOptions);
    },
  },
  vite,
  transformHead: socialHead,
  transformPageData(page, { siteConfig }) {
    describePage(page, siteConfig.srcDir);
    // For the switch of languages: is there the same page in the other one?
    const { relativePath } = page;
    const other = relativePath.startsWith('ja/') ? relativePath.slice(3) : `ja/${relativePath}`;
    page.frontmatter.translated = siteConfig.pages.includes(other);
    // A generated file has no place for it.
    if (/^(ja\/)?ops\.md$/.test(relativePath))
      Object.assign(page.frontmatter, { aside: false, pageClass: 'ops-table' });
  },
});
