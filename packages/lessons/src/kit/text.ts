/** The languages of the course. */
export const LANGUAGES = ['en', 'ja'] as const;

/** One of `LANGUAGES`. */
export type Language = (typeof LANGUAGES)[number];

/** A text in each language: one that lacks a language does not compile. */
export type Text = Readonly<Record<Language, string>>;

/** The text with `{name}` replaced by the value of that name. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
