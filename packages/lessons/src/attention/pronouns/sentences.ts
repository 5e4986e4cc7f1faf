import type { Rng } from '@dl/core';
import {
  ADJECTIVES,
  ARTICLES,
  isPronoun,
  KINDS,
  type Kind,
  LINKS,
  NAMES,
  NOUNS,
  PLACES,
  PRONOUNS,
  STATES,
  UNKNOWN,
  VERBS,
} from './vocabulary';
import { idOf } from './word-ids';

/** Words, and for each the place of the word that it stands for: a noun before it, or itself. */
export interface Sentence {
  readonly words: readonly string[];
  readonly standsFor: readonly number[];
}

/** The share of words that are hidden from the network while it trains, so that it knows what it does not know. */
const HIDDEN = 0.03;

/**
 * Draws a sentence of two or three clauses about a few people and things: «anna gave the book to ben because he liked it».
 * A pronoun stands for the last noun before it that it fits.
 */
export function drawSentence(rng: Rng): Sentence {
  const writer = new Writer(rng);
  const clauses = rng.int(2, 4);
  for (let i = 0; i < clauses; i++) {
    if (i > 0) writer.put(rng.next() < 0.3 ? '.' : rng.choice(LINKS));
    writer.clause();
  }
  if (rng.next() < 0.5) writer.put('.');
  return writer;
}

class Writer implements Sentence {
  readonly words: string[] = [];
  readonly standsFor: number[] = [];
  readonly #last = new Map<Kind, number>();

  constructor(readonly rng: Rng) {}

  put(word: string, standsFor = this.words.length): void {
    this.words.push(word);
    this.standsFor.push(standsFor);
  }

  clause(): void {
    const { rng } = this;
    const plural = this.#someone(0);
    if (rng.next() < 0.25) {
      this.put(plural ? 'were' : rng.choice(STATES.filter((word) => word !== 'were')));
      this.put(rng.choice(ADJECTIVES));
      return;
    }
    this.put(rng.choice(VERBS));
    this.#someone(1);
    if (rng.next() < 0.25) {
      this.put(rng.choice(['to', 'with']));
      this.#someone(1);
    } else if (rng.next() < 0.2) this.put(rng.choice(PLACES));
  }

  /** A noun, or a pronoun if there is one to stand for; `form` 0 as subject, 1 as object. Whether it is many. */
  #someone(form: 0 | 1): boolean {
    const { rng } = this;
    const known = [...this.#last.keys()];
    if (known.length > 0 && rng.next() < 0.55) {
      const kind = rng.choice(known);
      this.#pronoun(kind, form);
      return kind === 'they';
    }
    const kind = rng.choice(KINDS);
    if ((kind === 'she' || kind === 'he') && rng.next() < 0.6) {
      this.#noun(kind, rng.choice(NAMES[kind]));
      return false;
    }
    if (known.length > 0 && rng.next() < 0.3) this.#pronoun(rng.choice(known), 2);
    else if (kind === 'they' || rng.next() < 0.7) this.put('the');
    else this.put(rng.choice(ARTICLES));
    if (rng.next() < 0.2) this.put(rng.choice(ADJECTIVES));
    this.#noun(kind, rng.choice(NOUNS[kind]));
    return kind === 'they';
  }

  #noun(kind: Kind, word: string): void {
    this.#last.set(kind, this.words.length);
    this.put(word);
  }

  #pronoun(kind: Kind, form: 0 | 1 | 2): void {
    this.put(PRONOUNS[kind][form], this.#last.get(kind) as number);
  }
}

/** Sentences as ids, rows filled up to the longest. */
export interface Encoded {
  readonly rows: number;
  readonly time: number;
  /** [rows, time] */
  readonly ids: Int32Array;
  /** The id of the word that each stands for; −100 where there is no word, [rows, time]. */
  readonly wanted: Int32Array;
  readonly lengths: Int32Array;
  /** 1 where there is a pronoun, [rows, time]. */
  readonly pronouns: Uint8Array;
}

/** With `rng` some words are hidden: they, and what stands for them, are `UNKNOWN`. */
export function encode(sentences: readonly Sentence[], rng?: Rng): Encoded {
  const lengths = Int32Array.from(sentences, ({ words }) => words.length);
  const [rows, time] = [sentences.length, Math.max(...lengths)];
  const ids = new Int32Array(rows * time);
  const wanted = new Int32Array(rows * time).fill(-100);
  const pronouns = new Uint8Array(rows * time);
  sentences.forEach(({ words, standsFor }, row) => {
    const shown = words.map((word) => {
      const hides = rng !== undefined && !isPronoun(word) && rng.next() < HIDDEN;
      return hides ? UNKNOWN : word;
    });
    shown.forEach((word, t) => {
      const at = row * time + t;
      ids[at] = idOf(word);
      wanted[at] = idOf(shown[standsFor[t] as number] as string);
      pronouns[at] = Number(isPronoun(word));
    });
  });
  return { rows, time, ids, wanted, lengths, pronouns };
}
