import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShardedSafetensors } from './open-sharded-safetensors';
import { type StoredTensor, writeSafetensors } from './safetensors';

const A: StoredTensor = { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) };
const B: StoredTensor = { dtype: 'I64', shape: [1], data: BigInt64Array.of(5n) };
const FILES: Record<string, Uint8Array<ArrayBuffer>> = {
  'model-1-of-2.safetensors': writeSafetensors({ 'a.weight': A }, { format: 'pt', part: '1' }),
  'model-2-of-2.safetensors': writeSafetensors({ b: B, unlisted: A }, { format: 'pt', part: '2' }),
};
const MAP = { 'a.weight': 'model-1-of-2.safetensors', b: 'model-2-of-2.safetensors' };
const indexOf = (weight_map: unknown) =>
  new TextEncoder().encode(JSON.stringify({ metadata: { total_size: 16 }, weight_map }));

let folder = '';
let server: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-sharded-'));
  await writeFile(join(folder, 'model.safetensors.index.json'), indexOf(MAP));
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(folder, name), bytes);
  server = createServer(({ url = '' }, response) => {
    const name = new URL(url, 'http://x').pathname.split('/').at(-1) ?? '';
    const bytes = name.endsWith('.json') ? indexOf(MAP) : FILES[name];
    return bytes === undefined ? response.writeHead(404).end() : response.end(bytes);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const open = (name: string) => new Blob([FILES[name] as Uint8Array<ArrayBuffer>]);

/** How many files of the folder this process has open. */
async function openFiles(): Promise<number> {
  const names = await readdir('/proc/self/fd').catch(() => []);
  const links = names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''));
  return (await Promise.all(links)).filter((link) => link.startsWith(folder)).length;
}

describe('openShardedSafetensors', () => {
  const index = () => join(folder, 'model.safetensors.index.json');
  const address = () =>
    `HTTP://127.0.0.1:${(server.address() as AddressInfo).port}/repo/model.safetensors.index.json?download=true`;
  test.each<[string, () => Parameters<typeof openShardedSafetensors>]>([
    ['a path', () => [index()]],
    ['a file address', () => [pathToFileURL(index())]],
    ['a file address as text', () => [pathToFileURL(index()).href]],
    ['an address', () => [address()]],
    ['bytes, and a function', () => [indexOf(MAP), { open }]],
  ])('reads from %s', async (_, args) => {
    const model = await openShardedSafetensors(...args());
    expect(model.metadata).toEqual({ format: 'pt' });
    expect(model.entries.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ['a.weight', 'F32', [2]],
      ['b', 'I64', [1]],
    ]);
    expect(await model.read('a.weight')).toEqual(A);
    expect(await model.read('b')).toEqual(B);
    await expect(model.read('unlisted')).rejects.toThrow(
      'openShardedSafetensors.read: expected a name of the index, got "unlisted"',
    );
    await model.close();
    expect(await openFiles()).toBe(0);
  });

  test.each([
    '../secret.safetensors',
    '..',
    'sub/model.safetensors',
    'sub\\model.safetensors',
    '/etc/passwd.safetensors',
    'C:\\x.safetensors',
    'C:x.safetensors',
    'file:///x.safetensors',
    'http://example.org/x.safetensors',
    '%2e%2e%2fx.safetensors',
    '.hidden.safetensors',
    'x.safetensors\0',
    'x\n.safetensors',
    'x.safetensors?a',
    'x.safetensors#a',
    'passwd',
    '',
    `${'x'.repeat(300)}.safetensors`,
    7,
    null,
  ])('opens no file called %j', async (name) => {
    const asked: string[] = [];
    const options = {
      open: (file: string) => {
        asked.push(file);
        return open(file);
      },
    };
    await expect(openShardedSafetensors(indexOf({ b: name }), options)).rejects.toThrow(
      'safetensors: index: "b": expected the plain name of a file that ends in .safetensors, got',
    );
    expect(asked).toEqual([]);
  });

  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ['no JSON', new TextEncoder().encode('{'), 'index: expected JSON, got'],
    ['no UTF-8', Uint8Array.of(0xff), 'index: expected text in UTF-8, got "other bytes"'],
    [
      'null',
      new TextEncoder().encode('null'),
      'index: weight_map: expected an object of files by name',
    ],
    [
      'no map',
      indexOf(undefined),
      'weight_map: expected an object of files by name, got undefined',
    ],
    ['a list', indexOf(['x']), 'weight_map: expected an object of files by name, got ["x"]'],
    ['no files', indexOf({}), 'index: expected 1 to 4096 files, got 0'],
    [
      'a name twice',
      new TextEncoder().encode('{"weight_map":{"a":"x","a":"y"}}'),
      'every key once, got "a"',
    ],
    [
      'a tensor that its file has not',
      indexOf({ c: MAP.b }),
      'index: "c": expected a tensor of model-2-of-2.safetensors',
    ],
    [
      'a tensor of another file',
      indexOf({ b: MAP['a.weight'] }),
      'expected a tensor of model-1-of-2.safetensors',
    ],
  ])('refuses an index with %s', async (_, bytes, message) => {
    await expect(openShardedSafetensors(bytes, { open })).rejects.toThrow(message);
  });

  test('a file that is not there closes those that are open', async () => {
    const path = join(folder, 'other.index.json');
    await writeFile(path, indexOf({ ...MAP, c: 'gone.safetensors' }));
    await expect(openShardedSafetensors(path)).rejects.toThrow(
      /gone\.safetensors that can be read, got ENOENT/,
    );
    expect(await openFiles()).toBe(0);
  });

  test('bytes without a place need a function', async () => {
    await expect(openShardedSafetensors(indexOf(MAP))).rejects.toThrow(
      'openShardedSafetensors: open: expected a function, where the index is no file, got undefined',
    );
    await expect(openShardedSafetensors(indexOf(MAP), { open: 3 } as never)).rejects.toThrow(
      'openShardedSafetensors: open: expected a function, got 3',
    );
  });
});
