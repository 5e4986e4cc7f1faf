import { gzipSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { all, likeBuffer, partsOf } from '../fixtures/parts';
import { gunzip } from './gunzip';
import { readLines } from './read-lines';

describe('gunzip', () => {
  const packed = gzipSync(strToU8('one\ntwo\n'));

  test('unpacks part by part, of several files put together too', async () => {
    const two = new Uint8Array([...packed, ...gzipSync(strToU8('three'))]);
    for (const size of [1, 7, 1000]) {
      expect(await all(readLines(gunzip(partsOf(two, size))))).toEqual(['one', 'two', 'three']);
    }
  });

  test('refuses what is none, or its beginning', async () => {
    await expect(all(gunzip([packed.slice(0, -12)]))).rejects.toThrow(
      'gunzip: expected a whole gzip file',
    );
    await expect(all(gunzip([strToU8('no gzip at all')]))).rejects.toThrow(
      'gunzip: expected a whole gzip file',
    );
    await expect(all(gunzip([]))).rejects.toThrow('gunzip: expected a gzip file, got nothing');
    await expect(all(gunzip(['text']))).rejects.toThrow('gunzip: expected bytes, got "text"');
  });

  test('refuses every cut but one between two files, and what was changed', async () => {
    const two = new Uint8Array([...packed, ...gzipSync(strToU8('three'), { level: 0 })]);
    for (const size of [1, 9, 1000]) {
      for (let cut = 1; cut < two.length; cut++) {
        const text = all(gunzip(partsOf(two.subarray(0, cut), size)));
        if (cut === packed.length) await expect(text).resolves.toBeDefined();
        else await expect(text, `cut at ${cut}`).rejects.toThrow(RangeError);
      }
    }
    for (let at = 10; at < packed.length; at++) {
      const changed = packed.slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      // The bits that fill the last byte of a block up stand for nothing.
      const text = all(readLines(gunzip([changed]))).catch((error: unknown) => error);
      if (at >= packed.length - 8) expect(await text, `byte ${at}`).toBeInstanceOf(RangeError);
      else expect([['one', 'two'], expect.any(RangeError)]).toContainEqual(await text);
    }
    const wrong = packed.slice();
    wrong[packed.length - 8] = (wrong[packed.length - 8] as number) ^ 1;
    await expect(all(gunzip([wrong]))).rejects.toThrow('gunzip: expected data of the CRC-32');
  });

  test('refuses a header, and stored blocks of nothing that are not the last', async () => {
    const header = [31, 139, 8, 0, 0, 0, 0, 0, 0, 0];
    for (const data of [[], [0], [0, 0, 0, 255, 255], [0, 0, 0, 255, 255, 0]]) {
      await expect(all(gunzip([Uint8Array.of(...header, ...data)]))).rejects.toThrow(
        'gunzip: expected a whole gzip file',
      );
    }
  });

  test('gives what 64 KiB hold before it inflates more', async () => {
    const bomb = gzipSync(new Uint8Array(3 * 2 ** 25));
    for await (const part of gunzip([bomb])) {
      expect(part.length).toBeLessThan(2.2 * 2 ** 25);
      break;
    }
  });

  test('keeps no view of a Buffer that its owner uses again', async () => {
    const owner = likeBuffer(3);
    function* reused(): Generator<Uint8Array> {
      for (let at = 0; at < packed.length; at += 3) {
        owner.fill(0);
        owner.set(packed.subarray(at, at + 3));
        yield at + 3 > packed.length ? packed.subarray(at) : owner;
      }
    }
    expect(await all(readLines(gunzip(reused())))).toEqual(['one', 'two']);
  });
});
