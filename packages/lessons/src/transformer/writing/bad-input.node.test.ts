import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mobyDick } from '@dl/datasets/files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { writing } from './lesson';
import { OPENING } from './opening';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'writing-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SMALL = { layers: 1, heads: 1, width: 4, block: 8, batch: 2 };

/** Starts with a text file of these contents. */
async function startWith(contents: string | Uint8Array, prompt = '') {
  const text = path.join(folder, 'text.txt');
  await writeFile(text, contents);
  return tryLesson(writing, { ...SMALL, text, prompt });
}

test('the opening is that of the book, and ends with a paragraph', async () => {
  const { text } = await mobyDick();
  expect(text.startsWith(OPENING)).toBe(true);
  expect(text[OPENING.length]).toBe('\n');
});

describe('a text of one’s own', () => {
  test('is learnt from, with other line ends', async () => {
    const { run, make, close } = await startWith('one two three\r\n'.repeat(40), 'one\n');
    expect(await make(1)).toHaveLength(1);
    expect(run.about?.[2]?.en).toMatch(/^9 different letters/);
    await close();
  });

  test.each([
    ['', /expected a text, got an empty file$/],
    ['short', /writing: text: expected at least 180 letters for windows of 8, .* got 5$/],
    [Uint8Array.of(0xff, 0xfe, 0x80, 1), /expected a text in UTF-8, got bytes that are none$/],
    [new Uint8Array(400), /expected a text, got binary data: it has a zero byte$/],
  ])('is refused: %j', async (contents, message) => {
    await expect(startWith(contents)).rejects.toThrow(message);
  });

  test('that is not there is refused, and a prompt with other letters', async () => {
    const gone = tryLesson(writing, { ...SMALL, text: path.join(folder, 'none.txt') });
    await expect(gone).rejects.toThrow(/expected a file that can be read, got ENOENT$/);
    await expect(tryLesson(writing, { ...SMALL, text: folder })).rejects.toThrow(/got a folder/);
    await expect(startWith('abc '.repeat(90), 'abä')).rejects.toThrow(
      'writing: prompt: expected letters that the text has, got "ä"',
    );
  });
});
