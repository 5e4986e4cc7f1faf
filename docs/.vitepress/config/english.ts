import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';
import { apiSidebar } from './api-sidebar';
import { sidebar } from './pages';
import { socialLinks } from './social-links';

/** The English half of the site. */
export const english: LocaleSpecificConfig<DefaultTheme.Config> = {
  description:
    'Deep learning in TypeScript that trains in Node and the browser, on WASM-SIMD or WebGPU.',
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/start', activeMatch: '^/guide/' },
      { text: 'Chapters', link: '/chapters/rnn', activeMatch: '^/chapters/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'Playground', link: '/play/index.html#/?lang=en', target: '_self' },
    ],
    socialLinks: socialLinks({ source: 'Source code', npm: 'Packages on npm' }),
    sidebar: { '/': sidebar('en'), '/api/': apiSidebar() },
    outline: { level: [2, 3] },
    footer: { message: 'Apache-2.0' },
  },
};
