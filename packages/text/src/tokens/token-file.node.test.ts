import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectRefusal } from '@dl/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Vocabulary } from '../vocabulary/vocabulary';
import { openTokenFile, writeTokenFile } from './token-file';

const letters = new Vocabulary(['a', 'b', 'c'], { unit: 'characters', special: {} });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokens-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is written is read, over more than one part', async () => {
  const file = path.join(folder, 'corpus.tokens');
  const documents = Array.from({ length: 40 }, (_, i) => 'abc'.repeat(10_000 + i));
  const length = await writeTokenFile(file, documents, letters, { boundary: 3 });
  expect((await stat(file)).size).toBe(32 + 2 * length);
  const tokens = await openTokenFile(file, { tokenizer: letters });
  expect(tokens.length).toBe(length);
  expect([...(await tokens.read(0, 5))]).toEqual([3, 0, 1, 2, 0]);
  expect([...(await tokens.read(30_000, 30_003))]).toEqual([2, 3, 0]);
  expect([...(await tokens.read(length - 2, length))]).toEqual([1, 2]);
  await tokens.close();
});

test('a run that fails leaves the file that was there, and no other', async () => {
  const file = path.join(folder, 'kept.tokens');
  await writeTokenFile(file, ['abc'], letters);
  await expectRefusal(
    () => writeTokenFile(file, ['a', 7 as never], letters),
    /documents.1: expected a text/,
  );
  const tokens = await openTokenFile(file);
  expect([...(await tokens.read(0, 3))]).toEqual([0, 1, 2]);
  await tokens.close();
  expect((await readdir(folder)).filter((name) => name.startsWith('kept'))).toEqual([
    'kept.tokens',
  ]);
});

test('refuses what is no path, and ends at a signal', async () => {
  await expectRefusal(
    () => writeTokenFile('', ['a'], letters),
    /path: expected the path of a file/,
  );
  const below = path.join(folder, 'a-file');
  await writeTokenFile(below, ['a'], letters);
  await expectRefusal(
    () => writeTokenFile(path.join(below, 'x'), ['a'], letters),
    /a-file.x: expected a file that can be written, got/,
  );
  const signal = AbortSignal.abort(new Error('enough'));
  const file = path.join(folder, 'none.tokens');
  await expectRefusal(() => writeTokenFile(file, ['a'], letters, { signal }), 'enough');
  expect(await readdir(folder)).not.toContain('none.tokens');
});

test('four bytes a token where two are too few', async () => {
  const file = path.join(folder, 'wide.tokens');
  const wide = { ...stub, size: 70_000 };
  await writeTokenFile(file, ['x'], wide, { boundary: 70_000 });
  const tokens = await openTokenFile(file);
  expect([...(await tokens.read(0, 2))]).toEqual([70_000, 69_999]);
  await tokens.close();
});

/** One whose texts are all its last token. */
const stub = {
  encode: () => [69_999],
  decode: () => '',
  idOf: () => undefined,
  tokenOf: (id: number) => `${id}`,
  toJSON: () => ({}),
};
