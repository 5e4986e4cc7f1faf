import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dispose } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import golden from '../fixtures/huggingface-models.json';
import { bytesOf, sourceOf } from './fixture-files';
import { fromPretrained } from './from-pretrained';
import { savePretrained } from './save-pretrained';

const { files } = golden.llama;
const ids = () => tf.tensor2d([[3, 1, 4]], [1, 3], 'int32');
let folder: string;

/** Whether what is at the source is the model of the fixture. */
async function expectLlama(...args: Parameters<typeof fromPretrained>): Promise<void> {
  const [wanted, own] = [await fromPretrained(sourceOf(files)), await fromPretrained(...args)];
  expect(own.model.forward(ids())).toBeClose(wanted.model.forward(ids()), { absolute: 0 });
  dispose([wanted.model, own.model]);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-pretrained-'));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, name), bytesOf(name, text));
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('fromPretrained', () => {
  test('reads a folder, with a slash at its end or none, and by its address', async () => {
    await expectLlama(folder);
    await expectLlama(`${folder}/`);
    await expectLlama(pathToFileURL(folder));
  });

  test('reads a folder of a server, by parts of its files, and by the caller’s fetch', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.range ?? 'whole'}`);
      const name = (request.url as string).slice('/llama/'.length) as keyof typeof files;
      const text = files[name];
      if (text === undefined) return void response.writeHead(404).end();
      const all = bytesOf(name, text);
      const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
      if (range === null) return void response.end(all);
      const [begin, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, all.length)];
      response.writeHead(206, { 'content-range': `bytes ${begin}-${end - 1}/${all.length}` });
      response.end(all.subarray(begin, end));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/llama`;
      await expectLlama(address);
      expect(asked.some((line) => line.endsWith('whole'))).toBe(false);
      asked.length = 0;
      const told: string[] = [];
      await expectLlama(new URL(address), {
        fetch: (url) => {
          told.push(url);
          return fetch(url, { headers: { authorization: 'Bearer x' } });
        },
      });
      expect(told).toContain(`${address}/model-00001-of-00003.safetensors`);
      expect(asked.every((line) => line.endsWith('whole'))).toBe(true);
      await expectRefusal(
        () => fromPretrained(`${address}/nowhere`),
        'fromPretrained: expected config.json, got "no such file"',
      );
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  test('a folder is written as it is read', async () => {
    const own = path.join(folder, 'again');
    const { model } = await fromPretrained(folder);
    await savePretrained(model, own);
    await savePretrained(model, own, { maxShardSize: 8000 });
    expect(await readdir(own)).not.toContain('model.safetensors');
    expect((await readdir(own)).sort()).toContain('model.safetensors.index.json');
    await expectLlama(own);
    dispose(model);
  });

  test('says which folder there is not', async () => {
    await expectRefusal(
      () => fromPretrained(path.join(folder, 'nowhere')),
      'fromPretrained: expected config.json, got "no such file"',
    );
  });
});
