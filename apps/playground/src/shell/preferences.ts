import { LANGUAGES, type Language, type Text } from '@dl/lessons';
import { reactive, watchEffect } from 'vue';
import type { Query } from '../kit/settings';

/** The themes: `auto` is the system's. */
export const THEMES = ['auto', 'light', 'dark'] as const;

/** One of `THEMES`. */
export type Theme = (typeof THEMES)[number];

/** How a person wants to see the pages; the same on all of them. */
export const preferences = reactive({
  language: stored('language', LANGUAGES) ?? systemLanguage(),
  theme: stored('theme', THEMES) ?? ('auto' as Theme),
  /** Only the demo is shown: it lies within another page. */
  embed: false,
  /** Of the demo only its first card, without settings: within a page about something else. */
  mini: false,
});

/** The text in the person's language. */
export function say(text: Text): string {
  return text[preferences.language];
}

/** Takes over what an address asks for, and passes over what is no language or theme. */
export function readPreferences(query: Query): void {
  const language = LANGUAGES.find((name) => name === query.lang);
  const theme = THEMES.find((name) => name === query.theme);
  if (language) preferences.language = language;
  if (theme) preferences.theme = theme;
  preferences.mini = query.embed === 'mini';
  preferences.embed = preferences.mini || query.embed === '1';
}

/** What of an address stays when the settings in it change. */
export function keptQuery(query: Query): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['lang', 'theme', 'embed']) {
    const value = query[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}

/** Keeps a choice that a person made for the next visit, where the browser lets us. */
export function remember(name: 'language' | 'theme', value: string): void {
  try {
    localStorage.setItem(`dl-${name}`, value);
  } catch {
    // Storage may be shut, as in a frame of another site: then the choice holds for this visit.
  }
}

function stored<T extends string>(name: string, among: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(`dl-${name}`);
    return among.find((one) => one === value);
  } catch {
    return undefined;
  }
}

function systemLanguage(): Language {
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const system = reactive({ dark: systemDark.matches });
systemDark.addEventListener('change', ({ matches }) => {
  system.dark = matches;
});

/** The theme that is seen: `auto` resolved. Reactive. */
export function shownTheme(): 'light' | 'dark' {
  if (preferences.theme !== 'auto') return preferences.theme;
  return system.dark ? 'dark' : 'light';
}

watchEffect(() => {
  const { documentElement } = document;
  documentElement.lang = preferences.language;
  documentElement.dataset.theme = shownTheme();
});
