import type { DefaultTheme } from 'vitepress';

/**
 * Words, and every two neighbouring characters of Chinese and Japanese text, which has no spaces. The index is made in Node
 * and asked in a browser, whose dictionaries differ: pairs need none. It is sent to the page as text, so it must stand alone.
 */
function tokenize(text: string): string[] {
  const pieces =
    text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々]+|[\p{L}\p{N}_$]+/gu) ?? [];
  return pieces.flatMap((piece) => {
    if (!/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(piece)) return [piece];
    const signs = [...piece];
    if (signs.length === 1) return signs;
    return signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
  });
}

const japanese = {
  button: { buttonText: '検索', buttonAriaLabel: '検索' },
  modal: {
    displayDetails: '詳細を表示',
    resetButtonTitle: '検索条件を消去',
    backButtonTitle: '検索を閉じる',
    noResultsText: '見つかりませんでした:',
    footer: {
      selectText: '選択',
      selectKeyAriaLabel: 'Enterキー',
      navigateText: '移動',
      navigateUpKeyAriaLabel: '上矢印キー',
      navigateDownKeyAriaLabel: '下矢印キー',
      closeText: '閉じる',
      closeKeyAriaLabel: 'Escキー',
    },
  },
};

/** Search in the page, without a server. */
export const search: NonNullable<DefaultTheme.Config['search']> = {
  provider: 'local',
  options: {
    detailedView: true,
    locales: { ja: { translations: japanese } },
    miniSearch: {
      options: { tokenize },
      searchOptions: {
        combineWith: 'AND',
        fuzzy: 0.1,
        prefix: true,
        boost: { title: 4, titles: 1 },
      },
    },
  },
};
