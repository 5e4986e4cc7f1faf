import { expected } from '../check/describe';

/** Bytes of which parts can be read: a file, an address, a Blob, memory. */
export interface ByteSource {
  /** What it is, for people: `file model.safetensors`. */
  readonly where: string;
  /** Bytes in all. */
  readonly size: number;
  /** A copy of the bytes from `begin` to before `end`. */
  read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Opens what can be read: the path of a file (Node), an address of http(s), a Blob, an ArrayBuffer or its view.
 *
 * @throws TypeError for anything else; Error if it cannot be opened
 */
export async function openSource(source: unknown): Promise<ByteSource> {
  if (typeof source === 'string') {
    return /^https?:/.test(source) ? urlSource(source) : fileSource(source);
  }
  if (source instanceof URL)
    return source.protocol === 'file:' ? fileSource(source) : urlSource(source.href);
  if (typeof Blob !== 'undefined' && source instanceof Blob) return blobSource(source);
  if (source instanceof ArrayBuffer) return memorySource(new Uint8Array(source));
  if (ArrayBuffer.isView(source)) {
    return memorySource(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }
  throw new TypeError(
    expected('openSafetensors: source', 'a path, an address, a Blob or an ArrayBuffer', source),
  );
}

async function nothing(): Promise<void> {}

function memorySource(bytes: Uint8Array): ByteSource {
  const read = async (begin: number, end: number) =>
    Uint8Array.prototype.slice.call(bytes, begin, end) as Uint8Array<ArrayBuffer>;
  return { where: 'memory', size: bytes.length, read, close: nothing };
}

function blobSource(blob: Blob): ByteSource {
  const read = async (begin: number, end: number) =>
    new Uint8Array(await blob.slice(begin, end).arrayBuffer());
  return { where: 'a Blob', size: blob.size, read, close: nothing };
}

async function fileSource(path: string | URL): Promise<ByteSource> {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (fs === undefined) {
    throw new Error(
      `openSafetensors: source: expected an address or a Blob where there are no files, got ${path}`,
    );
  }
  const handle = await fs.open(path, 'r');
  const { size } = await handle.stat();
  return {
    where: `file ${path}`,
    size,
    async read(begin, end) {
      const bytes = new Uint8Array(end - begin);
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, begin + done);
        if (bytesRead === 0) throw shortRead(`file ${path}`, begin, end, done);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** By range requests; from a server that does not know them all of it at once. */
async function urlSource(url: string): Promise<ByteSource> {
  const first = await get(url, 0, 8);
  if (first.status !== 206) {
    const whole = memorySource(new Uint8Array(await first.arrayBuffer()));
    return { ...whole, where: url };
  }
  const range = first.headers.get('content-range') ?? '';
  const size = Number(/^bytes \d+-\d+\/(\d+)$/.exec(range)?.[1] ?? Number.NaN);
  await first.body?.cancel();
  if (!Number.isSafeInteger(size)) {
    throw new Error(
      `openSafetensors: ${url}: expected the size in Content-Range, got ${JSON.stringify(range)}`,
    );
  }
  return {
    where: url,
    size,
    async read(begin, end) {
      if (begin === end) return new Uint8Array(0);
      const response = await get(url, begin, end);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status !== 206 || bytes.length !== end - begin) {
        throw shortRead(url, begin, end, bytes.length);
      }
      return bytes;
    },
    close: nothing,
  };
}

async function get(url: string, begin: number, end: number): Promise<Response> {
  const response = await fetch(url, { headers: { range: `bytes=${begin}-${end - 1}` } });
  if (response.ok) return response;
  throw new Error(`openSafetensors: ${url}: expected a file, got status ${response.status}`);
}

function shortRead(where: string, begin: number, end: number, got: number): Error {
  return new Error(
    `openSafetensors: ${where}: expected bytes ${begin} to ${end - 1}, got ${got} bytes`,
  );
}
