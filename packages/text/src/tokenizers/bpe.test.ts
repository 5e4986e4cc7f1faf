import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { Bpe } from './bpe';
import { letterOf } from './byte-alphabet';
import { loadTokenizer } from './load-tokenizer';
import { mergePairs } from './merge-pairs';
import { PairTable } from './pair-table';
import { trainBpe } from './train-bpe';
import { WordPiece } from './word-piece';

const letters = Array.from({ length: 256 }, (_, byte) => letterOf(byte));
const corpus = [
  'low lower lowest new newer newest',
  'the newest and the lowest, 日本語と日本人 🤖🤖',
];

describe('Bpe', () => {
  test('gives back any text, with offsets that cover it', async () => {
    const bpe = await trainBpe(corpus, { size: 300 });
    const rng = random(5);
    const characters = Array.from(' \n\tabestw0_é日本🤖👩‍👩‍👧\u3000.');
    for (let i = 0; i < 200; i++) {
      const text = rng.choice(characters, { size: rng.int(0, 80), replace: true }).join('');
      const { ids, offsets, tokens } = bpe.encodeWithOffsets(text);
      expect(bpe.encode(text)).toEqual(ids);
      expect(bpe.decode(ids)).toBe(text);
      expect(tokens.map((token) => bpe.idOf(token))).toEqual(ids);
      let end = 0;
      for (const [from, to] of offsets) {
        expect(from).toBeLessThanOrEqual(end);
        end = to;
      }
      expect(end).toBe(text.length);
    }
  });

  test('a lone surrogate becomes U+FFFD, as in UTF-8', async () => {
    const bpe = new Bpe(letters, []);
    for (const text of ['\ud83e', 'a\udd16b', '\ud83e\ud83e\udd16']) {
      expect(bpe.decode(bpe.encode(text))).toBe(
        new TextDecoder().decode(new TextEncoder().encode(text)),
      );
    }
  });

  test('special tokens in a text stand for themselves only where that is asked for', () => {
    const bpe = new Bpe(letters, [], { special: ['<|end|>', '<|end|>x'] });
    expect(bpe.encode('a<|end|>').length).toBe(8);
    expect(bpe.encode('a<|end|>x<|end|>', { special: true })).toEqual([97, 257, 256]);
    expect(bpe.encodeWithOffsets('a<|end|>', { special: true }).offsets).toEqual([
      [0, 1],
      [1, 8],
    ]);
    expect(bpe.decode([97, 256, 98])).toBe('a<|end|>b');
    expect(bpe.decode([97, 256, 98], { special: false })).toBe('ab');
  });

  test('words between blanks end with </w>, and come back with single blanks', async () => {
    const options = {
      size: 40,
      unit: 'characters',
      words: 'whitespace',
      unknown: '<unk>',
    } as const;
    const bpe = await trainBpe(['low lower lowest', 'newest widest'], options);
    expect(bpe.idOf('est</w>')).toBeDefined();
    expect(bpe.decode(bpe.encode('  low   newest '))).toBe('low newest');
    expect(bpe.encodeWithOffsets(' lowx').offsets.at(-1)).toEqual([4, 5]);
    expect(bpe.encode('x')).toEqual([bpe.unknown]);
    const strict = await trainBpe(['low'], { size: 9, unit: 'characters' });
    expect(() => strict.encode('lox')).toThrow(
      'Bpe.encode: text: expected known characters, got "x"',
    );
  });

  test('comes back from JSON', async () => {
    for (const options of [
      {},
      { unit: 'characters', words: 'whitespace', unknown: '?' },
    ] as const) {
      const bpe = await trainBpe(corpus, { size: 280, special: ['<s>'], ...options });
      const same = loadTokenizer(JSON.parse(JSON.stringify(bpe)));
      expect(same.toJSON()).toEqual(bpe.toJSON());
      expect(same.encode(corpus.join())).toEqual(bpe.encode(corpus.join()));
    }
  });

  test('a long word merges as a short one does: a heap and a scan agree', () => {
    const rng = random(2);
    const [lefts, rights] = [
      Array.from(rng.integers(0, 9, [30]).dataSync()),
      Array.from(rng.integers(0, 9, [30]).dataSync()),
    ];
    const pairs = new PairTable(
      lefts,
      rights,
      lefts.map((_, i) => (i < 20 ? 9 + i : i % 9)),
    );
    for (let n = 2; n < 64; n++) {
      const word = Int32Array.from({ length: n }, () => rng.int(0, 9));
      const short = word.slice();
      const size = mergePairs(short, n, pairs);
      // What merges with nothing makes it long.
      const long = new Int32Array(n + 100).fill(1000);
      long.set(word);
      expect(mergePairs(long, n + 100, pairs)).toBe(size + 100);
      expect(long.slice(0, size)).toEqual(short.slice(0, size));
    }
  });

  test('a word of a hundred thousand characters takes no more than a moment', async () => {
    const bpe = await trainBpe(['aaaa aaaaaaaa ab abab'], { size: 262, minCount: 1 });
    const start = performance.now();
    expect(bpe.decode(bpe.encode('a'.repeat(1e5)))).toBe('a'.repeat(1e5));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('files of strangers', () => {
  const file = () =>
    JSON.parse(
      JSON.stringify(
        new Bpe(
          [...letters, 'ab', 'abc'],
          [
            ['a', 'b'],
            ['ab', 'c'],
          ],
        ),
      ),
    );

  test.each([
    [
      { merges: [['a', 'b']] },
      'Bpe: merges: expected a merge for every multi-unit token, got none for "abc": was the file cut short?',
    ],
    [
      {
        merges: [
          ['a', 'b'],
          ['ab', 'd'],
        ],
      },
      'Bpe: merges.1: expected tokens of the vocabulary, got "abd"',
    ],
    [{ merges: [['a', 'b', 'c']] }, 'Bpe: merges.0: expected a pair of tokens'],
    [
      { merges: new Array(2 ** 22 + 1) },
      'Bpe: merges: expected at most 4194304 pairs, got 4194305',
    ],
    [{ merges: 3 }, 'Bpe: merges: expected pairs of tokens, got 3'],
    [{ tokens: ['a'] }, 'Bpe: vocab: expected a token for every byte, got none for byte 0'],
    [{ tokens: [...letters, 'a'] }, 'Bpe: vocab: expected each token once, got "a"'],
    [
      { tokens: [...letters, ' '], merges: [] },
      'Bpe: vocab: expected tokens of GPT-2\'s letters, got " "',
    ],
    [{ words: 'lines' }, 'Bpe: words: expected "gpt2" or "whitespace", got "lines"'],
    [{ unknown: '?' }, 'Bpe: unknown: expected none for bytes, got "?"'],
    [{ special: ['ab', ''] }, 'Bpe: special: expected non-empty strings, got ""'],
  ])('are refused: %#', (change, message) => {
    expect(() => loadTokenizer({ ...file(), ...change })).toThrow(message);
  });

  test('a merges.txt with a broken line, or cut short', () => {
    const vocab = JSON.stringify(
      Object.fromEntries([...letters, 'ab', 'abc'].map((t, i) => [t, i])),
    );
    const whole = '#version: 0.2\na b\nab c\n';
    expect(Bpe.fromFiles(vocab, whole).encode('abc')).toEqual([257]);
    expect(() => Bpe.fromFiles(vocab, whole.slice(0, -2))).toThrow(
      'Bpe.fromFiles: merges: line 3: expected two tokens with a blank between, got "ab "',
    );
    expect(() => Bpe.fromFiles(vocab, whole.slice(0, -5))).toThrow('was the file cut short?');
    expect(() => Bpe.fromFiles('{"a": 1}', '')).toThrow(
      'Bpe: vocab: "a": expected ids from 0 to 0',
    );
    expect(() => Bpe.fromFiles('{"a": 0', '')).toThrow(SyntaxError);
  });

  test('a WordPiece without its unknown token, or with a hole', () => {
    expect(() => new WordPiece(['a'])).toThrow('WordPiece: vocab: expected [UNK], got undefined');
    expect(() => new WordPiece({ a: 0, '[UNK]': 2 })).toThrow(
      'expected ids from 0 to 1, without holes, got 2',
    );
    const bert = new WordPiece(['[UNK]', '[SEP]', 'un', '##ffa', '##ble', '語']);
    expect(loadTokenizer(JSON.parse(JSON.stringify(bert))).toJSON()).toEqual(bert.toJSON());
    for (const name of Object.keys(bert.toJSON())) {
      const { [name]: _, ...fewer } = JSON.parse(JSON.stringify(bert));
      expect(() => WordPiece.fromJSON(fewer), name).toThrow(
        `WordPiece.fromJSON: ${name}: expected`,
      );
    }
    expect(new WordPiece(['[UNK]', 'ab', 'a'], { special: ['ab'] }).encode('ab a')).toEqual([0, 2]);
    expect(bert.encodeWithOffsets('Unaffáble UNFFÁBLE語').tokens).toEqual([
      '[UNK]',
      'un',
      '##ffa',
      '##ble',
      '語',
    ]);
    expect(bert.decode(bert.encode('unffable [SEP] 語', { special: true }))).toBe(
      'unffable [SEP] 語',
    );
  });
});
