import { expect, test } from 'vitest';
import { Bpe } from '../tokenizers/bpe';
import { letterOf } from '../tokenizers/byte-alphabet';
import { Vocabulary } from '../vocabulary/vocabulary';
import { streamText } from './stream-text';

async function partsOf(stream: AsyncIterable<string>): Promise<string[]> {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

test('half a character waits for its rest', async () => {
  const bytes = new Bpe(
    Array.from({ length: 256 }, (_, byte) => letterOf(byte)),
    [],
  );
  const text = `a🤖日${'long '.repeat(20)}end`;
  const parts = await partsOf(streamText(bytes, bytes.encode(text)));
  expect(parts.join('')).toBe(text);
  expect(parts.slice(0, 3)).toEqual(['a', '🤖', '日']);
});

test('words have their blanks, and events are read', async () => {
  const words = new Vocabulary(['a', 'rose', 'is']);
  const events = words
    .encode('a rose is a rose')
    .map((token) => ({ row: 0, token, logProbability: 0 }));
  const parts = await partsOf(streamText(words, [...events, { row: 0, ended: 'eos' }]));
  expect(parts).toEqual(['a', ' rose', ' is', ' a', ' rose']);
});
