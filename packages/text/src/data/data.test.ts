import { random } from '@dl/core';
import { strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { all, likeBuffer, partsOf } from '../fixtures/parts';
import { batchesByLength } from './batches-by-length';
import { cleanPairs } from './clean-pairs';
import { padRows } from './pad-rows';
import { alignedPairs, tsvPairs } from './pairs';
import { readLines } from './read-lines';

describe('readLines', () => {
  const text = '\ufefffirst\r\n\n日本🤖\nlast\ufeff';
  const lines = ['first', '', '日本🤖', 'last\ufeff'];

  test.each([1, 2, 3, 5, 1000])('has the lines of parts of %d bytes', async (size) => {
    expect(await all(readLines(partsOf(strToU8(text), size)))).toEqual(lines);
    expect(await all(readLines([text]))).toEqual(lines);
    expect(await all(readLines([]))).toEqual([]);
    expect(await all(readLines(['a\n']))).toEqual(['a']);
  });

  test('reads a stream of a browser, and lets it go when it is left early', async () => {
    let isLetGo = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(strToU8('line\n')),
      cancel: () => {
        isLetGo = true;
      },
    });
    for await (const line of readLines(stream)) {
      expect(line).toBe('line');
      break;
    }
    expect(isLetGo).toBe(true);
  });

  test('keeps no view of a Buffer that its owner uses again', async () => {
    const owner = likeBuffer(4);
    function* reused(): Generator<Uint8Array> {
      for (const text of ['a\nbc', 'de\nf']) {
        owner.set(strToU8(text));
        yield owner;
      }
    }
    expect(await all(readLines(reused()))).toEqual(['a', 'bcde', 'f']);
  });

  test('a line is too long wherever its parts end', async () => {
    const whole = strToU8('12345\n123456\n');
    for (const size of [1, 4, 6, 9, 100]) {
      await expect(all(readLines(partsOf(whole, size), { longestLine: 5 }))).rejects.toThrow(
        'readLines: line 2: expected at most 5 bytes',
      );
    }
  });

  test('names the line that is no UTF-8, or too long', async () => {
    const broken = [strToU8('a\nb\n'), Uint8Array.of(0x63, 0xff, 10)];
    await expect(all(readLines(broken))).rejects.toThrow(
      'readLines: line 3: expected UTF-8, got other bytes',
    );
    await expect(all(readLines(broken, { name: 'x.txt' }))).rejects.toThrow(
      'readLines: x.txt: line 3',
    );
    const long = ['a\n', 'b'.repeat(10), 'b'.repeat(10)];
    await expect(all(readLines(long, { longestLine: 15 }))).rejects.toThrow(
      'readLines: line 2: expected at most 15 bytes, got 20',
    );
    await expect(all(readLines('text' as never))).rejects.toThrow(
      'readLines: source: expected a stream',
    );
    await expect(all(readLines([3] as never))).rejects.toThrow(
      'readLines: source: expected texts or bytes, got 3',
    );
  });
});

describe('pairs', () => {
  test('of two files, and of columns', async () => {
    expect(await all(alignedPairs(['a', 'b'], readLines(['c\nd'])))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    const tsv = ['1\tHi\tやあ\tCC-BY', '', '2\tYes\tはい\t'];
    expect(await all(tsvPairs(tsv, { columns: [2, 1] }))).toEqual([
      ['やあ', 'Hi'],
      ['はい', 'Yes'],
    ]);
  });

  test('of files with other counts of lines tell both', async () => {
    await expect(all(alignedPairs(['a', 'b'], ['c', 'd', 'e', 'f']))).rejects.toThrow(
      'alignedPairs: expected as many lines of both, got 2 and 4',
    );
    await expect(all(alignedPairs(['a', 'b', 'c'], ['d']))).rejects.toThrow('got 3 and 1');
    await expect(all(tsvPairs(['a\tb', 'c']))).rejects.toThrow(
      'tsvPairs: line 2: expected at least 2 columns, got 1',
    );
  });

  test('are cleaned: normal form, blanks, lengths, ratio, each once', async () => {
    const pairs: [string, string][] = [
      [' Ｈｉ  there ', 'やあ'],
      ['Hi there', 'やあ'],
      ['', 'empty'],
      ['a b c d e f', 'x y'],
      ['one', 'x y z z'],
    ];
    const kept = await all(cleanPairs(pairs, { maxLength: 5, maxRatio: 3, lowercase: true }));
    expect(kept).toEqual([['hi there', 'やあ']]);
    expect(await all(cleanPairs([['ａ', 'b']], { normalize: 'NFKC' }))).toEqual([['a', 'b']]);
    expect(await all(cleanPairs([['ａ', 'b']], { normalize: 'none' }))).toEqual([['ａ', 'b']]);
    await expect(all(cleanPairs([['a']] as never))).rejects.toThrow(
      'cleanPairs: pairs: expected pairs of texts',
    );
  });
});

describe('batchesByLength', () => {
  const rng = random(4);
  const lengths = Array.from({ length: 500 }, () => rng.int(1, 60));

  test('has every sentence once, within the limits, and counts the padding', () => {
    const { batches, tokens, padding } = batchesByLength(lengths, {
      size: 16,
      tokens: 400,
      rng: random(1),
    });
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    let padded = 0;
    for (const batch of batches) {
      const longest = Math.max(...batch.map((i) => lengths[i] as number));
      expect(batch.length).toBeLessThanOrEqual(16);
      expect(batch.length * longest).toBeLessThanOrEqual(400);
      padded += batch.length * longest;
    }
    expect(tokens).toBe(lengths.reduce((a, b) => a + b));
    expect(padding).toBe(padded - tokens);
    expect(padding / padded).toBeLessThan(0.05);
    const again = batchesByLength(lengths, { size: 16, tokens: 400, rng: random(1) });
    expect(again.batches).toEqual(batches);
  });

  test('counts both sides of pairs', () => {
    const { batches, padding } = batchesByLength(
      [
        [2, 5],
        [2, 3],
        [9, 9],
      ],
      { size: 2 },
    );
    expect(batches).toEqual([[1, 0], [2]]);
    expect(padding).toBe(2);
  });

  test('refuses', () => {
    expect(() => batchesByLength([3], {})).toThrow(
      'batchesByLength: size: expected size or tokens',
    );
    expect(() => batchesByLength([30], { tokens: 20 })).toThrow(
      'lengths.0: expected at most 20 tokens, got 30',
    );
    expect(() => batchesByLength([-1], { size: 2 })).toThrow('batchesByLength: lengths.0');
  });
});

test('padRows refuses more than memory has room for', () => {
  const rows = [new Int32Array(2 ** 16), ...Array<number[]>(2 ** 16).fill([])];
  expect(() => padRows(rows, 0)).toThrow('padRows: rows: ');
});

test('padRows fills rows up, and counts it', async () => {
  const { ids, lengths, padding } = padRows([[5, 6, 7], [8], []], 0);
  expect(ids.shape).toEqual([3, 3]);
  expect(Array.from(await ids.data())).toEqual([5, 6, 7, 8, 0, 0, 0, 0, 0]);
  expect([lengths, padding]).toEqual([[3, 1, 0], 5]);
  ids.dispose();
  expect(() => padRows([], 0)).toThrow('padRows: rows: expected an array with a row or more');
});
