import { describe, expect, test } from 'vitest';
import golden from '../fixtures/sentence-piece.json';
import { loadTokenizer } from './load-tokenizer';
import { Unigram } from './unigram';
import type { ScoredPiece, UnigramOptions } from './unigram-options';

const PIECES: ScoredPiece[] = [
  ['<unk>', 0],
  ['<s>', 0],
  ['▁', -4],
  ['▁low', -2.5],
  ['er', -3.1],
  ['e', -2],
  ['r', -2],
  ['🤖', -3],
];

describe('Unigram', () => {
  // ../fixtures/sentence_piece.py
  test.each(golden)('cuts as SentencePiece: $options', ({ options, pieces, cuts }) => {
    const own = { unknown: '<unk>', ...options } as UnigramOptions;
    const tokenizer = new Unigram(pieces as unknown as ScoredPiece[], own);
    expect(tokenizer.size).toBe(pieces.length);
    for (const { text, ids, decoded } of cuts) {
      expect(tokenizer.encode(text), text).toEqual(ids);
      if (decoded !== null) expect(tokenizer.decode(ids), text).toBe(decoded);
    }
  });

  test('takes the cut of the greatest probability, not the longest pieces', () => {
    const tokenizer = new Unigram(PIECES);
    expect(tokenizer.encode('low lower')).toEqual([3, 3, 4]);
    const apart = PIECES.map(([piece, score]) => [piece, piece === 'er' ? -4.1 : score] as const);
    expect(new Unigram(apart).encode('lower')).toEqual([3, 5, 6]);
    expect(tokenizer.encode('🤖')).toEqual([2, 7]);
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.encode('   ')).toEqual([]);
  });

  test('several unknown characters are one, and special pieces in a text are characters', () => {
    const tokenizer = new Unigram(PIECES);
    expect(tokenizer.encode('xyz low')).toEqual([2, 0, 3]);
    expect(tokenizer.encode('<s>')).toEqual([2, 0]);
    expect(tokenizer.encode('\ud83e')).toEqual([2, 0]);
    expect(tokenizer.special).toEqual(new Map([['<s>', 1]]));
    expect(tokenizer.decode([1, 3, 4])).toBe('<s> lower');
    expect(tokenizer.decode([1, 3, 4], { special: false })).toBe('lower');
  });

  test('an unknown character may cost less than pieces', () => {
    const cut = (options: UnigramOptions) => new Unigram(PIECES, options).encode('eq');
    expect(cut({ unknownScore: 0 })).toEqual([2, 5, 0]);
    expect(cut({ unknownScore: 0, prefix: false })).toEqual([5, 0]);
  });

  test('of a piece that stands twice the last is meant', () => {
    const tokenizer = new Unigram([...PIECES, ['er', -1]]);
    expect(tokenizer.encode('lower')).toEqual([3, 8]);
    expect(tokenizer.idOf('er')).toBe(8);
    expect(tokenizer.tokenOf(4)).toBe('er');
  });

  test('is saved and loaded', () => {
    const tokenizer = new Unigram(PIECES, { special: ['<s>'], mergeBlanks: false });
    const same = loadTokenizer(JSON.parse(JSON.stringify(tokenizer)));
    expect(same.encode('low  lower')).toEqual(tokenizer.encode('low  lower'));
    expect(same).toBeInstanceOf(Unigram);
    expect(JSON.stringify(same)).toBe(JSON.stringify(tokenizer));
  });

  test('refuses pieces, options and ids that do not fit', () => {
    const refused: [() => unknown, string][] = [
      [() => new Unigram([]), 'Unigram: pieces: expected pairs of a piece and its score'],
      [() => new Unigram([['a'] as never]), 'pieces.0: expected a pair of a piece and its score'],
      [() => new Unigram([['a', Number.NaN]]), 'pieces.0.1: expected a finite number, got NaN'],
      [() => new Unigram([[3 as never, 0]]), 'pieces.0.0: expected a text, got 3'],
      [() => new Unigram([['a', 0]]), 'Unigram: unknown: expected one of the pieces, got "<unk>"'],
      [() => new Unigram(PIECES, { special: ['<x>'] }), 'Unigram: special: expected one of'],
      [() => new Unigram(PIECES, { normalization: 'nfd' as never }), 'normalization'],
      [() => new Unigram(PIECES).encode(3 as never), 'Unigram.encode: text: expected a text'],
      [() => new Unigram(PIECES).decode([8]), 'Unigram.decode: ids.0: expected an integer'],
      [() => new Unigram(PIECES).tokenOf(-1), 'Unigram.tokenOf: id'],
      [() => Unigram.fromJSON({ type: 'unigram', version: 1, pieces: PIECES }), 'unknown'],
    ];
    for (const [run, message] of refused) expect(run, message).toThrow(message);
  });
});
