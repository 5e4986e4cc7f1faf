import { adam } from '@dl/core';
import { expectRefusal, memoryStore } from '@dl/testing';
import { Vocabulary } from '@dl/text';
import { expect, test } from 'vitest';
import { trainTranslator } from './train-translator';

test('a checkpoint of other words is refused, though the shapes are the same', async () => {
  const [words, turned] = [
    ['one', 'two', 'three'],
    ['three', 'two', 'one'],
  ].map((tokens) => new Vocabulary(tokens)) as [Vocabulary, Vocabulary];
  const store = memoryStore();
  const pairs = [['one two', 'two one']] as [string, string][];
  const small = { pairs, source: words, hidden: 4, epochs: 1, checkpoint: { store } };
  const one = await trainTranslator({ ...small, target: words });
  const before = await store.read();
  const optimizer = adam();
  await expectRefusal(
    () => trainTranslator({ ...small, target: turned, optimizer }),
    'trainTranslator: checkpoint: expected one of these tokenizers, got one of others',
  );
  expect(optimizer.state.size).toBe(0);
  expect(await store.read()).toEqual(before);
  one.dispose();
  optimizer.dispose();
});
