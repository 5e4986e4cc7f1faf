import type { Text } from './text';

/** Where data come from, as a dataset says it. */
interface Source {
  readonly file: string;
  readonly sources: readonly { readonly title: string }[];
}

/** Where the data of a run come from. */
export function aboutSource({ file, sources }: Source): Text {
  const source = `${sources[0]?.title}; ${file}`;
  return { en: `data: ${source}`, ja: `データ: ${source}` };
}

/** How many there are to learn from, to choose settings by, and for the last figure only. */
export function aboutParts(
  parts: Readonly<Record<'train' | 'dev' | 'test', { readonly length: number }>>,
  { en, ja }: Text,
): Text {
  const [train, dev, test] = [parts.train, parts.dev, parts.test].map(({ length }) => {
    return length.toLocaleString('en-US');
  });
  return {
    en: `${train} ${en} to train, ${dev} to choose, ${test} held out`,
    ja: `学習 ${train} ${ja}、選択 ${dev} ${ja}、テスト ${test} ${ja}`,
  };
}
