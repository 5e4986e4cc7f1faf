import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { beamSearch } from '../decode/beam-search';
import { generate } from '../decode/generate';
import { streamTokens } from '../decode/stream-tokens';
import { chainOf } from '../fixtures/chain';
import { Bpe } from '../tokenizers/bpe';
import { letterOf } from '../tokenizers/byte-alphabet';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { WordPiece } from '../tokenizers/word-piece';
import { Vocabulary } from '../vocabulary/vocabulary';
import { regexConstraint } from './regex-constraint';

const letters = Array.from({ length: 256 }, (_, byte) => letterOf(byte));
// 'é' is C3 A9: tokens of half of it, and of that with the letter before.
const gpt = new Bpe(
  [...letters, 'ab', 'aÃ', 'Ã©', 'bÃ©'],
  [
    ['a', 'b'],
    ['a', 'Ã'],
    ['Ã', '©'],
    ['b', 'Ã©'],
  ],
  { special: ['<end>'] },
);
const tokenizers: Record<string, { tokenizer: Tokenizer; eos: number; used?: number[] }> = {
  bytes: {
    tokenizer: gpt,
    eos: gpt.idOf('<end>') as number,
    used: ['a', 'b', 'Ã', '©', 'ab', 'aÃ', 'Ã©', 'bÃ©', '<end>'].map(
      (token) => gpt.idOf(token) as number,
    ),
  },
  characters: {
    tokenizer: new Vocabulary(['a', 'b', 'é', ' '], {
      unit: 'characters',
      special: { eos: '.', unk: '?' },
    }),
    eos: 0,
  },
  words: { tokenizer: new Vocabulary(['a', 'ab', 'b', 'é']), eos: 2 },
  pieces: { tokenizer: new WordPiece(['[UNK]', '[SEP]', 'a', '##b', 'b', '##é', '##']), eos: 1 },
  suffixes: {
    tokenizer: new Bpe(['a', 'b', 'a</w>', 'b</w>', 'ab</w>', '</w>', 'é'], [['a', 'b</w>']], {
      unit: 'characters',
      words: 'whitespace',
      special: ['<end>'],
    }),
    eos: 7,
  },
};
const PATTERNS = [
  'a+b?',
  '(?:ab|é)+',
  'a b|ab é?',
  '(?:a ?|bé)*',
  '[^a]{1,2}a?',
  'é{3}|aé',
  'a{2,}b',
];

describe.each(Object.entries(tokenizers))('tokens of %s', (_, { tokenizer, eos, used }) => {
  const ids = used ?? Array.from({ length: tokenizer.size }, (_, id) => id);
  const banned = Array.from({ length: tokenizer.size }, (_, id) => id).filter(
    (id) => !ids.includes(id),
  );
  const isText = (id: number) =>
    id !== eos &&
    !/^(\[|<|\?$)/.test(tokenizer.tokenOf(id)) &&
    !/^(##|<\/w>)$/.test(tokenizer.tokenOf(id));

  test.each(PATTERNS)('are masked as trying out all sequences says: %s', (source) => {
    const pattern = new RegExp(`^(?:${source})$`, 'u');
    // Half a character is decoded to U+FFFD, which [^a] would match.
    const matches = (text: string) => !text.includes('\uFFFD') && pattern.test(text);
    const maxLength = 4;
    // Every beginning of a sequence that matches, with the fewest tokens that it takes to the end.
    const least = new Map<string, number>();
    const walk = (tokens: number[]): number => {
      let own = matches(tokenizer.decode(tokens)) ? 0 : Infinity;
      if (tokens.length < maxLength) {
        for (const id of ids) if (isText(id)) own = Math.min(own, 1 + walk([...tokens, id]));
      }
      least.set(tokens.join(), own);
      return own;
    };
    const shortest = walk([]);
    const begin = (most: number) =>
      regexConstraint(new RegExp(source, 'u'), tokenizer).begin('test', {
        eos,
        maxLength: most,
        banned,
      });
    if (shortest > maxLength) {
      expect(() => begin(maxLength)).toThrow(
        /^test: (maxLength: expected at least|constraint: expected a text)/,
      );
      return;
    }
    if (shortest > 1) {
      expect(() => begin(shortest - 1)).toThrow(
        `test: maxLength: expected at least ${shortest} tokens, of the shortest text that meets the constraint, got ${shortest - 1}`,
      );
    }
    for (const most of new Set([Math.max(1, shortest), maxLength])) {
      const run = begin(most);
      for (const [key, own] of least) {
        const tokens = key === '' ? [] : key.split(',').map(Number);
        if (tokens.length + own > most || tokens.length >= most) continue;
        const row = new Float32Array(tokenizer.size + 3);
        run.mask(row, tokens, most - tokens.length);
        const found = Array.from(row.keys()).filter((id) => row[id] === 0);
        const expected = ids.filter(
          (id) => tokens.length + 1 + (least.get([...tokens, id].join()) ?? Infinity) <= most,
        );
        if (matches(tokenizer.decode(tokens))) expected.push(eos);
        expect(found, key).toEqual(expected.sort((a, b) => a - b));
      }
    }
  });
});

describe('what is decoded under a constraint matches within the limit', () => {
  const rng = random(6);
  test.each(Object.entries(tokenizers))('tokens of %s', async (_, { tokenizer, eos }) => {
    const { size } = tokenizer;
    const logits = Float32Array.from({ length: size ** 2 }, () => 3 * rng.next());
    const table = tf.tensor2d(logits, [size, size]);
    const { decoder, state } = chainOf(table);
    for (const source of PATTERNS) {
      const pattern = new RegExp(`^(?:${source})$`, 'u');
      const constraint = regexConstraint(source, tokenizer);
      for (const maxLength of [3, 7]) {
        const start = [0, 1, 2];
        const own = { start, eos, maxLength, constraint };
        const all = () => ({ ...own, state: state(3) });
        let rows = [];
        try {
          rows = await generate(decoder, all());
        } catch (error) {
          expect(String(error)).toMatch(/generate: (maxLength|constraint): expected/);
          continue;
        }
        rows.push(...(await generate(decoder, { ...all(), noRepeatNgram: 1, minLength: 2 })));
        rows.push(...(await generate(decoder, { ...all(), sampling: { rng: rng.fold(1) } })));
        rows.push(
          ...(
            await beamSearch(decoder, { ...all(), beams: 4, best: 4, repetitionPenalty: 3 })
          ).flat(),
        );
        for (const { tokens, ended } of rows) {
          expect(['eos', 'length']).toContain(ended);
          expect(tokens.length).toBeLessThanOrEqual(maxLength);
          expect(tokenizer.decode(tokens)).toMatch(pattern);
        }
        const streamed: number[] = [];
        for await (const event of streamTokens(decoder, all())) {
          if ('token' in event && event.row === 1) streamed.push(event.token);
        }
        expect(streamed).toEqual(rows[1]?.tokens);
      }
    }
    table.dispose();
  });
});

describe('errors', () => {
  const { tokenizer, eos } = tokenizers.characters as (typeof tokenizers)[string];
  const { decoder, state } = chainOf([[1, 2, 0, 0, 0, 0]]);
  const own = { state: state(1), start: [0], maxLength: 3, eos };

  test.each([
    [
      /a/,
      { eos: undefined },
      'eos: expected the token that ends a text, for a constraint, got undefined',
    ],
    [
      /a{4}/,
      {},
      'maxLength: expected at least 4 tokens, of the shortest text that meets the constraint, got 3',
    ],
    [
      /c/,
      {},
      'constraint: expected a text that can be written in the tokens that may be used, got none',
    ],
    [/a/, { logitBias: { 2: -Infinity } }, 'constraint: expected a text that can be written'],
    [
      /a/,
      { logitBias: { 0: -Infinity } },
      'logitBias.0: expected an end, for a constraint, got -Infinity',
    ],
  ])('come before the first step: %s %j', async (pattern, options, message) => {
    const constraint = regexConstraint(pattern, tokenizer);
    const none = { step: () => expect.unreachable('a step') };
    const all = { ...own, ...options, constraint } as never;
    await expect(generate(none as never, all)).rejects.toThrow(`generate: ${message}`);
    await expect(beamSearch(none as never, all)).rejects.toThrow(`beamSearch: ${message}`);
  });

  test('of stop sequences beside a constraint, a smaller decoder, another tokenizer', async () => {
    const constraint = regexConstraint(/a/, tokenizer);
    await expect(generate(decoder, { ...own, constraint, stop: [[1]] })).rejects.toThrow(
      'generate: stop: expected none beside a constraint, got [[…]]',
    );
    const { decoder: small } = chainOf([[1, 2]]);
    await expect(generate(small, { ...own, constraint })).rejects.toThrow(
      'generate: constraint: expected logits of the 6 tokens of its tokenizer, got 2',
    );
    for (const other of [null, 3, {}, { toJSON: () => ({}), tokenOf: () => 'a', size: 1 }]) {
      expect(() => regexConstraint(/a/, other as never)).toThrow(
        'regexConstraint: tokenizer: expected a Vocabulary, Bpe or WordPiece, got',
      );
    }
  });
});
