import type { Text } from '@dl/lessons';

/** The words of the frame around the pages. */
export const WORDS = {
  name: { en: 'dl playground', ja: 'dl プレイグラウンド' },
  topics: { en: 'Topics', ja: 'トピック' },
  language: { en: 'Language', ja: '言語' },
  theme: { en: 'Theme', ja: 'テーマ' },
  auto: { en: 'System', ja: 'システム' },
  light: { en: 'Light', ja: 'ライト' },
  dark: { en: 'Dark', ja: 'ダーク' },
  skip: { en: 'Skip to the content', ja: '本文へ移動' },
  lead: {
    en: 'Neural networks that train in this browser, while you watch. Nothing is sent anywhere.',
    ja: 'このブラウザの中で学習するニューラルネットワークを観察できます。データはどこにも送信されません。',
  },
  open: { en: 'Open', ja: '開く' },
  nowhere: {
    en: 'There is no topic “{topic}”. These are here:',
    ja: '「{topic}」というトピックはありません。次のトピックがあります。',
  },
  beside: { en: 'Pages of this topic', ja: 'このトピックのページ' },
  chapter: { en: 'The chapter', ja: '講座の章' },
  code: { en: 'Code of this page', ja: 'このページのコード' },
  site: { en: 'Documentation', ja: 'ドキュメント' },
} satisfies Record<string, Text>;
