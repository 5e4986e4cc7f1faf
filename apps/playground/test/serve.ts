import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Headers that isolate a page, which brings threads. */
export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export interface ServeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Pages that are in no file, by their path. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** A static host. */
export interface Site {
  readonly url: string;
  /** Bytes that went out, compressed, by path. */
  readonly sent: Map<string, number>;
  close(): void;
}

/** Serves a folder as a static host does, compressed, on a free port of this machine. */
export async function serve(
  folder: string,
  { headers = {}, pages = {} }: ServeOptions = {},
): Promise<Site> {
  const sent = new Map<string, number>();
  const packed = new Map<string, Buffer>();
  const answer = async (address: string, response: ServerResponse) => {
    const { pathname } = new URL(address, 'http://site');
    const name = pathname.endsWith('/') ? `${pathname}index.html` : decodeURIComponent(pathname);
    const file = path.join(folder, path.normalize(name));
    let body = packed.get(name);
    if (body === undefined) {
      const plain = pages[pathname] ?? (await readFile(file).catch(() => undefined));
      if (plain === undefined) {
        response.writeHead(404, headers).end();
        return;
      }
      body = gzipSync(plain);
      packed.set(name, body);
    }
    sent.set(name, body.length);
    response.writeHead(200, {
      ...headers,
      'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream',
      'Content-Encoding': 'gzip',
      // Their names have a hash of what is in them.
      'Cache-Control': name.startsWith('/assets/') ? 'max-age=600' : 'no-cache',
    });
    response.end(body);
  };
  const server = createServer(({ url = '/' }, response) => void answer(url, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, sent, close: () => void server.close() };
}
