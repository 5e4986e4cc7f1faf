import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadWasm } from './wasm-module';
import { LIMITS } from './within';

const FILE = 'tfjs-backend-wasm-simd.wasm';
const folder = fileURLToPath(new URL('../generated/assets/', import.meta.url));
const bytes = await readFile(path.join(folder, FILE));

afterEach(() => {
  vi.useRealTimers();
});

async function withServer(answer: RequestListener, use: (url: string) => Promise<void>) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const exportsOf = ({ module }: { module: WebAssembly.Module }) =>
  WebAssembly.Module.exports(module).length;

describe('loadWasm in Node', () => {
  const wanted = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).length;

  test('gives a module whose memory is shared, and the binary whose is not', async () => {
    const { module, plain } = await loadWasm(FILE);
    const memoryOf = async (own: WebAssembly.Module) => {
      const stub = () => 0;
      const imports: Record<string, Record<string, () => number>> = {};
      for (const { module: from, name } of WebAssembly.Module.imports(own)) {
        imports[from] = { ...imports[from], [name]: stub };
      }
      const { exports } = await WebAssembly.instantiate(own, imports);
      return Object.values(exports).find((each) => each instanceof WebAssembly.Memory);
    };
    expect((await memoryOf(module))?.buffer).toBeInstanceOf(SharedArrayBuffer);
    const own = await WebAssembly.compile(plain as BufferSource);
    expect((await memoryOf(own))?.buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('needs no file by itself', async () => {
    const loaded = await loadWasm(FILE);
    expect(loaded.from).toBe("core's own code");
    expect(exportsOf(loaded)).toBe(wanted);
  });

  test.each([
    ['a folder', folder],
    ['a relative folder', path.relative(process.cwd(), folder)],
    ['a file', path.join(folder, FILE)],
    ['the URL of a folder', new URL(`file://${folder}`)],
    ['the URL of a file, as text', `file://${folder}${FILE}`],
    ['bytes', bytes],
    ['a buffer', bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)],
    ['a data: URL', `data:application/wasm;base64,${bytes.toString('base64')}`],
    ['a function of the name', (name: string) => path.join(folder, name)],
    ['a function that gives bytes, later', async () => bytes],
  ])('takes %s', async (_, source) => {
    expect(exportsOf(await loadWasm(FILE, source))).toBe(wanted);
  });

  test('takes a server, whatever type it sends', async () => {
    for (const type of ['application/wasm', 'text/plain']) {
      const asked: (string | undefined)[] = [];
      await withServer(
        ({ url }, response) => {
          asked.push(url);
          response.writeHead(200, { 'Content-Type': type }).end(bytes);
        },
        async (url) => {
          const loaded = await loadWasm(FILE, `${url}v1`);
          expect(loaded.from).toBe(`${url}v1/${FILE}`);
          expect(exportsOf(loaded)).toBe(wanted);
        },
      );
      expect(asked).toEqual([`/v1/${FILE}`]);
    }
  });

  test('says which address did not give it', async () => {
    await expect(loadWasm(FILE, '/nowhere/')).rejects.toThrow(
      /^file:\/\/\/nowhere\/tfjs-backend-wasm-simd\.wasm: ENOENT/,
    );
    await expect(loadWasm(FILE, () => 3 as never)).rejects.toThrow(
      `wasm("${FILE}"): expected a URL, a path or bytes, got 3`,
    );
    await expect(loadWasm(FILE, new Uint8Array(8))).rejects.toThrow(/WebAssembly/);
    await withServer(
      (_, response) => response.writeHead(404).end(),
      async (url) => {
        await expect(loadWasm(FILE, url)).rejects.toThrow(
          `${url}${FILE}: expected a file, got status 404`,
        );
      },
    );
  });

  test('ends where a server or a function never answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const mute = loadWasm(FILE, () => new Promise(() => {}));
    const refused = expect(mute).rejects.toThrow(
      `expected option wasm to give ${FILE} within 30 s, got no answer`,
    );
    await vi.advanceTimersByTimeAsync(LIMITS.start);
    await refused;
    let came = () => {};
    const arrival = new Promise<void>((resolve) => {
      came = resolve;
    });
    await withServer(
      () => came(),
      async (url) => {
        const late = expect(loadWasm(FILE, url)).rejects.toThrow(
          `${url}${FILE}: expected the file within 30 s, got no answer`,
        );
        await arrival;
        await vi.advanceTimersByTimeAsync(LIMITS.start);
        await late;
      },
    );
  });
});
