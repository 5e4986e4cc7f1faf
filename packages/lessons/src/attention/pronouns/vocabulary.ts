import { MOST_WORDS } from './settings';

/** The kinds of thing that a noun may name, by the pronoun that stands for it. */
export const KINDS = ['she', 'he', 'it', 'they'] as const;

/** One of `KINDS`. */
export type Kind = (typeof KINDS)[number];

const words = (text: string): readonly string[] => text.split(' ');

/** Nouns that stand alone. */
export const NAMES: Readonly<Record<'she' | 'he', readonly string[]>> = {
  she: words('anna mary emma alice sara yuki'),
  he: words('ben tom john david paul ken'),
};

/** Nouns that want an article. */
export const NOUNS: Readonly<Record<Kind, readonly string[]>> = {
  she: words('woman girl queen mother'),
  he: words('man boy king father'),
  it: words('book ball letter cup key car cat house'),
  they: words('children dogs friends birds students books'),
};

/** Pronouns, as subject, as object and before a noun. */
export const PRONOUNS: Readonly<Record<Kind, readonly [string, string, string]>> = {
  she: ['she', 'her', 'her'],
  he: ['he', 'him', 'his'],
  it: ['it', 'it', 'its'],
  they: ['they', 'them', 'their'],
};

/** Before a noun. */
export const ARTICLES = words('the a');
/** What somebody is like. */
export const ADJECTIVES = words('old new small big happy tired red good');
/** What somebody does with somebody or something. */
export const VERBS = words('saw met found lost liked called helped took gave wanted');
/** Before an adjective. */
export const STATES = words('was were is');
/** Between two clauses. */
export const LINKS = words('because and but when so while');
/** Where and when. */
export const PLACES = words('here there today yesterday home');
/** Marks that are words of their own. */
export const MARKS = words('. , ?');
const MORE = words('i you we to of in at with not very has had who that this one two');

/** What stands for every word that is in no list. */
export const UNKNOWN = '?word';

/** All words, each once. */
export const KNOWN: readonly string[] = [
  ...new Set([
    ...Object.values(NAMES).flat(),
    ...Object.values(NOUNS).flat(),
    ...Object.values(PRONOUNS).flat(),
    ...ARTICLES,
    ...ADJECTIVES,
    ...VERBS,
    ...STATES,
    ...LINKS,
    ...PLACES,
    ...MARKS,
    ...MORE,
  ]),
];

/** Whether a word stands for another one. */
export function isPronoun(word: string): boolean {
  return Object.values(PRONOUNS).some((forms) => forms.includes(word));
}

/** A typed sentence in words and marks, lower case; what is over the most is left out. */
export function tokensOf(sentence: string): string[] {
  const found = sentence.toLowerCase().match(/[\p{L}\p{N}'’-]+|[.,?!]/gu) ?? [];
  return found.slice(0, MOST_WORDS);
}
