/** The languages of the course. */
export const LANGUAGES = ['en', 'ja'] as const;

/** One of `LANGUAGES`. */
export type Language = (typeof LANGUAGES)[number];

/** A text in each language: one that lacks a language does not compile. */
export type Text = Readonly<Record<Language, string>>;

/** A text as settings are written: English and Japanese, or what is the same in both. */
export type Words = readonly [en: string, ja: string] | string;

/** Words as a text. */
export function textOf(words: Words): Text {
  const [en, ja] = typeof words === 'string' ? [words, words] : words;
  return { en, ja };
}

/** The text with `{name}` replaced by the value of that name. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
