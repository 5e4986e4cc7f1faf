import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTopics } from './registry';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topics-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function find(files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  return findTopics(pathToFileURL(`${folder}/`));
}

test('topics are found in the order of the course', async () => {
  const text = 'export const topic = {};';
  const topics = await find({ 'attention.js': text, 'lstm-gru.js': text, 'rnn.js': text });
  expect([...topics.keys()]).toEqual(['rnn', 'lstm-gru', 'attention']);
});

test('a file that is no topic of the course is refused, also alone', async () => {
  await expect(find({ 'misc.js': 'export const topic = {};' })).rejects.toThrow(
    'topics/misc.js: expected a topic of topics.json, got none',
  );
});

test('a file without a topic is refused', async () => {
  await expect(find({ 'rnn.js': '' })).rejects.toThrow('rnn.js: expected an export named topic');
});
