/** The theme's English names for screen readers, in Japanese. */
const JAPANESE: Readonly<Record<string, string>> = {
  'Main Navigation': 'メインナビゲーション',
  'Sidebar Navigation': 'ページの一覧',
  Pager: '前後のページ',
  'extra navigation': 'その他のメニュー',
  'mobile navigation': 'メニュー',
  'toggle section': '項目を開閉する',
};

/** A name in the language of a page. */
export function nameIn(page: { readonly relativePath: string }, name: string): string {
  return page.relativePath.startsWith('ja/') ? (JAPANESE[name] ?? name) : name;
}
