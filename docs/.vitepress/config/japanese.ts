import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';
import { sidebar } from './pages';
import { socialLinks } from './social-links';

/** The Japanese half of the site, with the theme's own texts. */
export const japanese: LocaleSpecificConfig<DefaultTheme.Config> = {
  description:
    'NodeとブラウザのWASM-SIMDやWebGPUで学習まで行える、TypeScriptの深層学習ライブラリ。',
  themeConfig: {
    nav: [
      { text: 'ガイド', link: '/ja/guide/start', activeMatch: '^/ja/guide/' },
      { text: '講座', link: '/ja/chapters/rnn', activeMatch: '^/ja/chapters/' },
      { text: 'API(英語)', link: '/api/' },
      { text: 'ベンチマーク', link: '/ja/benchmarks' },
      { text: 'プレイグラウンド', link: '/play/index.html#/?lang=ja', target: '_self' },
    ],
    socialLinks: socialLinks({ source: 'ソースコード', npm: 'npmのパッケージ' }),
    sidebar: { '/ja/': sidebar('ja') },
    outline: { level: [2, 3], label: 'このページの内容' },
    footer: { message: 'Apache-2.0' },
    docFooter: { prev: '前のページ', next: '次のページ' },
    darkModeSwitchLabel: '配色',
    lightModeSwitchTitle: '明るい配色にする',
    darkModeSwitchTitle: '暗い配色にする',
    sidebarMenuLabel: 'メニュー',
    returnToTopLabel: 'ページの先頭へ',
    langMenuLabel: '言語を切り替える',
    skipToContentLabel: '本文へ移動',
    notFound: {
      title: 'ページが見つかりません',
      quote: 'アドレスが変わったか、誤っている可能性があります。',
      linkLabel: 'トップページへ移動',
      linkText: 'トップページへ',
    },
  },
};
