import { expect, test } from 'vitest';
import { readOptions } from './options';

const read = (...args: string[]) => readOptions(args, ['core', 'rnn']);

test('by default everything is measured and printed for people', async () => {
  const none = {
    topics: [],
    only: [],
    json: false,
    node: undefined,
    fresh: false,
    profile: false,
    backend: 'wasm',
  };
  expect(await read()).toEqual(none);
});

test('topics, ids and flags may come in any order', async () => {
  expect(
    await read('--only', 'core/dense-page', 'core', '--json', 'rnn', '--only', 'rnn/x'),
  ).toMatchObject({
    topics: ['core', 'rnn'],
    only: ['core/dense-page', 'rnn/x'],
    json: true,
  });
  expect(await read('--node', '24', '--fresh')).toMatchObject({ node: 24, fresh: true });
  expect(await read('rnn', '--profile')).toMatchObject({ topics: ['rnn'], profile: true });
});
