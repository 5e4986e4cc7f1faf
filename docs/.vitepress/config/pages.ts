import type { DefaultTheme } from 'vitepress';
import { standingTopics } from '../../../tools/topics.mjs';

/** A page of the sidebar, named in both languages. */
interface Page {
  readonly path: string;
  readonly en: string;
  readonly ja: string;
}

/** The guide, in the order in which it is read. */
const GUIDE: readonly { readonly en: string; readonly ja: string; readonly pages: Page[] }[] = [
  {
    en: 'First steps',
    ja: 'はじめに',
    pages: [
      { path: '/guide/start', en: 'Start in Node', ja: 'Nodeで始める' },
      { path: '/guide/browser', en: 'Start in the browser', ja: 'ブラウザで始める' },
      { path: '/guide/own-data', en: 'Your own data', ja: '自分のデータで訓練する' },
      { path: '/guide/report', en: 'Watch a run', ja: '訓練の経過を見る' },
      { path: '/guide/fine-tuning', en: 'Fine-tuning', ja: 'ファインチューニング' },
      { path: '/guide/recipes', en: 'Recipes', ja: '環境別レシピ' },
      { path: '/guide/backends', en: 'Backends', ja: 'バックエンド' },
      { path: '/guide/memory', en: 'Memory', ja: 'メモリ管理' },
      { path: '/guide/errors', en: 'Errors', ja: 'エラー' },
      { path: '/guide/e-shikaku', en: 'The E certificate', ja: 'E資格との対応' },
    ],
  },
  {
    en: 'Coming from',
    ja: '移行',
    pages: [
      { path: '/guide/pytorch', en: 'PyTorch', ja: 'PyTorchから' },
      { path: '/guide/tfjs', en: 'TensorFlow.js', ja: 'TensorFlow.jsから' },
    ],
  },
  {
    en: 'Extending it',
    ja: '仕組みと拡張',
    pages: [
      { path: '/guide/core', en: 'How core works', ja: 'coreの仕組み' },
      { path: '/guide/layer', en: 'Write a layer', ja: '層を書く' },
      { path: '/guide/op', en: 'Write an op', ja: '演算を書く' },
      { path: '/guide/kernel', en: 'Write a kernel', ja: 'カーネルを書く' },
    ],
  },
];

/** The chapters, in the order of the course. */
const CHAPTERS: readonly Page[] = standingTopics().flatMap(({ chapters }) =>
  chapters.map(({ path, en, ja }) => ({ path: `/chapters/${path}`, en, ja })),
);

const REFERENCE: readonly Page[] = [
  { path: '/ops', en: 'Ops and backends', ja: '演算とバックエンド' },
  { path: '/benchmarks', en: 'Benchmarks', ja: 'ベンチマーク' },
  { path: '/decisions/', en: 'Decisions', ja: '設計上の決定' },
];

type Language = 'en' | 'ja';

const TITLES = {
  en: { chapters: 'Chapters', reference: 'Reference', api: 'API reference' },
  ja: { chapters: '講座', reference: '資料', api: 'APIリファレンス(英語)' },
};

/** The sidebar of everything but the API. */
export function sidebar(language: Language): DefaultTheme.SidebarItem[] {
  const prefix = language === 'ja' ? '/ja' : '';
  const item = (page: Page) => ({ text: page[language], link: `${prefix}${page.path}` });
  const titles = TITLES[language];
  return [
    ...GUIDE.map((group) => ({ text: group[language], items: group.pages.map(item) })),
    { text: titles.chapters, items: CHAPTERS.map(item) },
    {
      text: titles.reference,
      items: [...REFERENCE.map(item), { text: titles.api, link: '/api/' }],
    },
  ];
}
