import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSafetensors } from './open-safetensors';
import { type StoredTensor, safetensorsParts, writeSafetensors } from './safetensors';

const TENSORS: Record<string, StoredTensor> = {
  weight: { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  half: { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3c00) },
  none: { dtype: 'F32', shape: [0], data: new Float32Array(0) },
};
const BYTES = writeSafetensors(TENSORS, { format: 'pt' });

let folder = '';
let file = '';
let server: Server;
let address = '';
const ranges: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'safetensors-'));
  file = path.join(folder, 'model.safetensors');
  await writeFile(file, safetensorsParts(TENSORS, { format: 'pt' }));
  server = createServer((request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (request.url === '/missing') return response.writeHead(404).end();
    if (request.url === '/whole') return response.end(BYTES);
    if (request.url === '/silent')
      return response.writeHead(206).end(BYTES.subarray(Number(from), Number(to) + 1));
    ranges.push(request.headers.range ?? '');
    const size = request.url === '/lies' ? BYTES.length + 9 : BYTES.length;
    response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${size}` });
    return response.end(BYTES.subarray(Number(from), Number(to) + 1));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe('openSafetensors', () => {
  test.each<[string, () => Parameters<typeof openSafetensors>[0]]>([
    ['a path', () => file],
    ['a file address', () => new URL(`file://${file}`)],
    ['an address', () => `${address}/model`],
    ['a URL', () => new URL(`${address}/model`)],
    ['a server without ranges', () => `${address}/whole`],
    ['a Blob', () => new Blob(safetensorsParts(TENSORS, { format: 'pt' }) as BlobPart[])],
    ['an ArrayBuffer', () => BYTES.buffer],
    ['a view', () => new Uint8Array([...new Uint8Array(3), ...BYTES]).subarray(3)],
  ])('reads from %s', async (_, source) => {
    const opened = await openSafetensors(source());
    expect(opened.metadata).toEqual({ format: 'pt' });
    expect(
      Object.fromEntries(opened.entries.map(({ name, dtype, shape }) => [name, [dtype, shape]])),
    ).toEqual({
      weight: ['F32', [2, 3]],
      half: ['F16', [1]],
      none: ['F32', [0]],
    });
    for (const name of Object.keys(TENSORS)) expect(await opened.read(name)).toEqual(TENSORS[name]);
    await opened.close();
  });

  test('asks a server for the header, and for what is read', async () => {
    ranges.length = 0;
    const opened = await openSafetensors(`${address}/model`);
    await opened.read('half');
    const headerEnd = 8 + new DataView(BYTES.buffer).getUint32(0, true);
    expect(ranges).toEqual([
      'bytes=0-7',
      'bytes=0-7',
      `bytes=0-${headerEnd - 1}`,
      `bytes=${headerEnd + 24}-${headerEnd + 25}`,
    ]);
  });

  test.each<[string, () => Promise<unknown>, string | RegExp]>([
    [
      'another kind of source',
      () => openSafetensors(7 as never),
      'openSafetensors: source: expected a path, an address, a Blob or an ArrayBuffer, got 7',
    ],
    ['no such file', () => openSafetensors(`${file}.not`), /ENOENT/],
    [
      'no such address',
      () => openSafetensors(`${address}/missing`),
      /missing: expected a file, got status 404/,
    ],
    [
      'a server that hides the size',
      () => openSafetensors(`${address}/silent`),
      /expected the size in Content-Range, got ""/,
    ],
    [
      'a size that lies',
      () => openSafetensors(`${address}/lies`),
      /data: expected the \d+ bytes that the header names/,
    ],
    [
      'too short',
      () => openSafetensors(new Uint8Array(7)),
      'safetensors: file: expected at least 8 bytes, got 7',
    ],
    [
      'a header past the file',
      () => openSafetensors(Uint8Array.of(200, 0, 0, 0, 0, 0, 0, 0, 123)),
      'safetensors: header: expected at most the 1 bytes that follow, got 200',
    ],
    [
      'a header of 4 GB',
      () => openSafetensors(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 123)),
      'safetensors: header: expected at most 100000000 bytes, got 4294967296',
    ],
  ])('refuses %s', async (_, open, message) => {
    await expect(open()).rejects.toThrow(message);
  });

  test('refuses a name that is not there', async () => {
    const opened = await openSafetensors(BYTES);
    await expect(opened.read('bias')).rejects.toThrow(
      'openSafetensors.read: memory: expected a name of the file, got "bias"',
    );
  });
});
