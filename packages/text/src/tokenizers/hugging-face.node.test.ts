import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { fromTokenizerJson } from '../huggingface/from-tokenizer-json';
import { toTokenizerJson } from '../huggingface/to-tokenizer-json';
import type { Bpe } from './bpe';
import { trainBpe } from './train-bpe';
import { WordPiece } from './word-piece';

// Made by ../fixtures/hugging_face.py
const file = new URL('../fixtures/hugging-face.json', import.meta.url);
const golden = JSON.parse(await readFile(file, 'utf8'));

interface Encoded {
  text: string;
  ids: number[];
  offsets: [number, number][];
  decoded: string;
}

function expectSame(tokenizer: Bpe | WordPiece, encodings: readonly Encoded[]): void {
  const theirs = fromTokenizerJson(JSON.parse(JSON.stringify(toTokenizerJson(tokenizer))));
  for (const { text, ids, offsets, decoded } of encodings) {
    const got = tokenizer.encodeWithOffsets(text);
    expect(got.ids, text).toEqual(ids);
    expect(tokenizer.encode(text), text).toEqual(ids);
    expect(got.offsets, text).toEqual(offsets);
    expect(tokenizer.decode(ids, { special: tokenizer instanceof WordPiece }), text).toBe(decoded);
    // JavaScript's \s differs there: U+0085, U+FEFF.
    if (!/[\u0085\ufeff]/.test(text)) expect(theirs.encode(text), text).toEqual(ids);
  }
}

describe('trainBpe', () => {
  test.each(
    golden.bytes as { size: number; minCount: number; merges: string[]; encodings: Encoded[] }[],
  )(
    'learns what Hugging Face learns of bytes: $size, $minCount',
    async ({ size, minCount, merges, encodings }) => {
      const bpe = await trainBpe(golden.corpus, { size, minCount, special: ['<|endoftext|>'] });
      expect(bpe.merges).toEqual(merges);
      expectSame(bpe, encodings);
    },
  );

  test.each(golden.characters as { size: number; merges: string[]; encodings: Encoded[] }[])(
    'learns what Hugging Face learns of characters: $size',
    async ({ size, merges, encodings }) => {
      const options = { size, unit: 'characters', unknown: '<unk>' } as const;
      const bpe = await trainBpe(golden.corpus, options);
      expect(bpe.merges).toEqual(merges);
      expectSame(bpe, encodings);
    },
  );
});

test.each(
  golden.bert as {
    lowercase: boolean;
    stripAccents: boolean;
    tokens: string[];
    encodings: Encoded[];
  }[],
)("WordPiece is Hugging Face's: $lowercase, $stripAccents", (own) => {
  const { lowercase, stripAccents, tokens, encodings } = own;
  expectSame(new WordPiece(tokens, { lowercase, stripAccents }), encodings);
});

describe('fromTokenizerJson', () => {
  test('gives tokens by their ids, and shows no special ones where that is asked for', () => {
    const bert = new WordPiece(['[UNK]', '[SEP]', 'a', '##b']);
    const theirs = fromTokenizerJson(toTokenizerJson(bert));
    expect(() => theirs.encode('a', { specials: false } as never)).toThrow('(is it special?)');
    expect(() => theirs.decode([0], { special: 1 as never })).toThrow(
      'HuggingFaceTokenizer.decode: special: expected true or false, got 1',
    );
    expect([theirs.size, theirs.idOf('##b'), theirs.idOf('x'), theirs.tokenOf(1)]).toEqual([
      4,
      3,
      undefined,
      '[SEP]',
    ]);
    expect(theirs.encode('ab [SEP]')).toEqual([2, 3, 1]);
    expect(theirs.decode([2, 3, 1], { special: false })).toBe('ab');
    expect(theirs.decode([])).toBe('');
    expect(() => theirs.tokenOf(4)).toThrow(
      'HuggingFaceTokenizer.tokenOf: id: expected an id with a token, got 4',
    );
    expect(() => theirs.decode([4])).toThrow('HuggingFaceTokenizer.decode: ids.0');
  });

  test.each([[3], [null], [[]], [{}], [{ model: { type: 'None' } }]])('refuses %j', (json) => {
    expect(() => fromTokenizerJson(json)).toThrow(/^fromTokenizerJson: json: expected/);
  });

  test('toTokenizerJson knows a Bpe and a WordPiece alone', () => {
    expect(() => toTokenizerJson({} as never)).toThrow(
      'expected a Bpe or a WordPiece, got an Object',
    );
  });
});
