import { random } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../vocabulary/vocabulary';
import { encodeDocuments } from './encode-corpus';
import { TokenBatches } from './token-batches';
import { openTokenFile } from './token-file';
import { headerBytes } from './token-header';
import { type TokenSource, tokensInMemory } from './token-source';

const letters = new Vocabulary(['a', 'b', 'c'], { unit: 'characters', special: {} });

const rowsOf = async (tensor: tf.Tensor): Promise<number[][]> => {
  const values = [...(await tensor.data())];
  const [rows, time] = tensor.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => values.slice(row * time, (row + 1) * time));
};

const take = async (source: TokenBatches, from: number, count: number) => {
  const all: number[][][] = [];
  for await (const batch of source.iterateFrom(from)) {
    all.push(await rowsOf(batch.ids));
    tf.dispose(batch as never);
    if (all.length === count) break;
  }
  return all;
};

describe('encodeDocuments', () => {
  test('puts documents one behind the other, each behind its boundary', async () => {
    const corpus = await encodeDocuments(['ab', 'c'], letters, { boundary: 3 });
    expect([...(await corpus.read(0, corpus.length))]).toEqual([3, 0, 1, 3, 2]);
    expect(corpus.vocabSize).toBe(4);
    const plain = await encodeDocuments(['ab', 'c'], letters);
    expect([...(await plain.read(1, 3))]).toEqual([1, 2]);
    expect(plain.vocabSize).toBe(3);
  });

  test('grows to any length', async () => {
    const text = 'abc'.repeat(3000);
    const corpus = await encodeDocuments([text, text], letters);
    expect(corpus.length).toBe(2 * text.length);
    expect([...(await corpus.read(17_997, 18_000))]).toEqual([0, 1, 2]);
  });

  test('names the document that does not fit, and ends at a signal', async () => {
    await expectRefusal(
      () => encodeDocuments(['a', 3 as never], letters),
      'encodeDocuments: documents.1: expected a text, got 3',
    );
    await expectRefusal(
      () => encodeDocuments(['a'], letters, { boundary: 4 }),
      'encodeDocuments: boundary: expected an integer from 0 to 3, got 4',
    );
    await expectRefusal(() => encodeDocuments('ab' as never, letters), /documents|texts: expected/);
    const signal = AbortSignal.abort(new Error('enough'));
    await expectRefusal(() => encodeDocuments(['a'], letters, { signal }), 'enough');
  });
});

describe('TokenBatches', () => {
  const corpus = tokensInMemory(
    Array.from({ length: 23 }, (_, i) => i),
    23,
  );

  test('in their order: each token once, each label the token behind', async () => {
    const batches = new TokenBatches(corpus, { size: 3, context: 5 });
    expect(batches.perEpoch).toBe(2);
    const [first] = [await batches.at(0)];
    expect(await rowsOf(first.ids)).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [10, 11, 12, 13, 14],
    ]);
    expect((await rowsOf(first.labels))[2]).toEqual([11, 12, 13, 14, 15]);
    expect(first.segments).toBeUndefined();
    tf.dispose(first as never);
    let rows = 0;
    for await (const batch of batches.once()) {
      rows += batch.ids.shape[0];
      tf.dispose(batch as never);
    }
    expect(rows).toBe(4);
  });

  test('shuffled: each epoch another order and begin, no row twice; a resumed run goes on', async () => {
    const batches = new TokenBatches(corpus, { size: 2, context: 5, rng: random(1) });
    expect(batches.perEpoch).toBe(2);
    const epochs = await take(batches, 0, 6);
    const starts = (i: number) => [...epochs.slice(2 * i, 2 * i + 2)].flat().map(([id]) => id);
    for (const i of [0, 1, 2]) {
      const own = starts(i).sort((a, b) => (a as number) - (b as number)) as number[];
      expect(own.map((start) => start - (own[0] as number))).toEqual([0, 5, 10]);
    }
    expect(new Set([starts(0), starts(1), starts(2)].map(String)).size).toBeGreaterThan(1);
    const again = new TokenBatches(corpus, { size: 2, context: 5, rng: random(1) });
    expect(await take(again, 3, 3)).toEqual(epochs.slice(3));
  });

  test('tells documents of a row apart', async () => {
    const packed = tokensInMemory([9, 1, 9, 2, 2, 9, 3, 3, 3], 10);
    const batches = new TokenBatches(packed, { size: 2, context: 4, boundary: 9 });
    const batch = await batches.at(0);
    expect(await rowsOf(batch.segments as tf.Tensor)).toEqual([
      [0, 0, 1, 1],
      [0, 1, 1, 1],
    ]);
    tf.dispose(batch as never);
  });

  test('says what does not fit', async () => {
    await expectRefusal(
      () => new TokenBatches(corpus, { size: 1, context: 23 }),
      'TokenBatches: source.length: expected more than the 23 tokens of a row, got 23',
    );
    await expectRefusal(
      () => new TokenBatches(corpus, {} as never),
      'TokenBatches: size: expected a positive integer, got undefined',
    );
    await expectRefusal(
      () => new TokenBatches({} as TokenSource, { size: 1, context: 2 }),
      /source.read: expected a function/,
    );
    await expectRefusal(() => tokensInMemory([1, 7], 7), /ids.1: expected an integer from 0 to 6/);
    await expectRefusal(() => corpus.read(3, 24), /read: begin, end: expected a part of the 23/);
  });
});

describe('openTokenFile', () => {
  const fileOf = (
    told: { vocabSize: number; length: number; checksum?: number },
    rest: Uint8Array,
  ) => new Blob([headerBytes({ checksum: 0, ...told }) as BlobPart, rest as BlobPart]);

  test('reads parts of a Blob', async () => {
    const tokens = await openTokenFile(
      fileOf({ vocabSize: 5, length: 3 }, Uint8Array.of(1, 0, 4, 0, 2, 0)),
    );
    expect([...(await tokens.read(1, 3))]).toEqual([4, 2]);
    await expectRefusal(() => tokens.read(2, 4), /expected a part of the 3 tokens/);
    await tokens.close();
  });

  test('refuses what is none, was cut short, says another size, or holds ids beyond its vocabulary', async () => {
    const refused = (file: Blob, message: RegExp) =>
      expectRefusal(() => openTokenFile(file), message);
    await refused(new Blob([new Uint8Array(40)]), /expected a file of writeTokenFile, got another/);
    await refused(new Blob([new Uint8Array(3)]), /expected a file of writeTokenFile, got another/);
    await refused(
      fileOf({ vocabSize: 5, length: 2 }, Uint8Array.of(1, 0)),
      /bytes: expected 36, got 34/,
    );
    await refused(
      fileOf({ vocabSize: 5, length: 2 ** 52 }, Uint8Array.of(1, 0)),
      /bytes: expected/,
    );
    await refused(fileOf({ vocabSize: 0, length: 1 }, Uint8Array.of(1, 0)), /ids of 2 bytes/);
    const high = await openTokenFile(fileOf({ vocabSize: 5, length: 1 }, Uint8Array.of(5, 0)));
    await expectRefusal(() => high.read(0, 1), /token 0: expected an id under 5, got 5/);
    const other = fileOf({ vocabSize: 3, length: 1 }, Uint8Array.of(1, 0));
    await expectRefusal(
      () => openTokenFile(other, { tokenizer: letters }),
      /expected tokens of this tokenizer, got those of another/,
    );
  });
});
