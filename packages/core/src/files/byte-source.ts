import { describeText, expected } from '../check/describe';
import { bytesOf, isTagged } from '../check/realm';
import { builtin, codeOf, readFrom } from './node-files';
import { PART, reserve } from './parts';

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
 * Opens what can be read: the path of a file (Node), an address (`http:`, `https:`, `file:`, `blob:`, `data:`, as text or a
 * URL), a Blob, an ArrayBuffer or its view.
 *
 * @param where the function that errors name
 * @throws TypeError for anything else; Error if it cannot be opened
 */
export async function openSource(where: string, source: unknown): Promise<ByteSource> {
  if (typeof source === 'string') {
    if (/^file:/i.test(source) && URL.canParse(source)) return fileSource(where, new URL(source));
    return /^(https?|blob|data):/i.test(source)
      ? urlSource(where, source)
      : fileSource(where, source);
  }
  if (isTagged(source, 'URL')) {
    const url = new URL(source.href);
    return url.protocol === 'file:' ? fileSource(where, url) : urlSource(where, url.href);
  }
  if (isTagged(source, 'Blob') || isTagged(source, 'File')) return blobSource(where, source);
  const bytes = bytesOf(source);
  if (bytes !== undefined) return memorySource(bytes);
  throw new TypeError(
    expected(`${where}: source`, 'a path, an address, a Blob or an ArrayBuffer', source),
  );
}

async function nothing(): Promise<void> {}

function memorySource(bytes: Uint8Array): ByteSource {
  const read = async (begin: number, end: number) =>
    bytes.slice(begin, end) as Uint8Array<ArrayBuffer>;
  return { where: 'memory', size: bytes.length, read, close: nothing };
}

/** Reads from `begin` to before `end` into memory that is made at once, a part at a time. */
async function readParts(
  where: string,
  begin: number,
  end: number,
  readPart: (begin: number, end: number, into: Uint8Array) => Promise<number>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = reserve(where, end - begin);
  for (let at = begin; at < end; at += PART) {
    const stop = Math.min(at + PART, end);
    const got = await readPart(at, stop, bytes.subarray(at - begin, stop - begin));
    if (got === stop - at) continue;
    throw new Error(`${where}: expected bytes ${at} to ${stop - 1}, got ${got} bytes`);
  }
  return bytes;
}

function blobSource(where: string, blob: Blob): ByteSource {
  const read = (begin: number, end: number) =>
    readParts(`${where}: a Blob`, begin, end, async (from, to, into) => {
      const part = new Uint8Array(await blob.slice(from, to).arrayBuffer());
      into.set(part.subarray(0, into.length));
      return part.length;
    });
  return { where: 'a Blob', size: blob.size, read, close: nothing };
}

async function fileSource(where: string, path: string | URL): Promise<ByteSource> {
  const name = `file ${describeText(`${path}`, 200)}`;
  const fs = builtin('node:fs/promises');
  if (fs === undefined) {
    throw new Error(
      `${where}: source: expected an address or a Blob where there are no files, got ${name}`,
    );
  }
  const failure = (cause: unknown) => {
    const reason = codeOf(cause) ?? describeText(String(cause), 200);
    return new Error(`${where}: expected a ${name} that can be read, got ${reason}`, { cause });
  };
  const handle = await fs.open(path, 'r').catch((cause) => {
    throw failure(cause);
  });
  try {
    const { size } = await handle.stat();
    return {
      where: name,
      size,
      read: (begin, end) =>
        readFrom(`${where}: ${name}`, handle, begin, end).catch((cause) => {
          throw codeOf(cause) === undefined ? cause : failure(cause);
        }),
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    throw failure(cause);
  }
}

/** By range requests; from a server that does not know them all of it at once. */
async function urlSource(where: string, url: string): Promise<ByteSource> {
  const name = describeText(url, 200);
  const at = `${where}: ${name}`;
  const first = await get(at, url, 0, 8);
  if (first.status !== 206) {
    const whole = memorySource(new Uint8Array(await first.arrayBuffer()));
    return { ...whole, where: name };
  }
  const range = first.headers.get('content-range') ?? '';
  const size = Number(/^bytes \d+-\d+\/(\d+)$/.exec(range)?.[1] ?? Number.NaN);
  await first.body?.cancel();
  if (!Number.isSafeInteger(size)) {
    throw new Error(expected(at, 'the size in Content-Range', range));
  }
  const read = (begin: number, end: number) =>
    readParts(at, begin, end, async (from, to, into) => {
      const response = await get(at, url, from, to);
      if (response.status === 206) return fill(into, response);
      await response.body?.cancel();
      return 0;
    });
  return { where: name, size, read, close: nothing };
}

/** Reads a response into memory of that size; how many bytes came, and of more that there are more. */
async function fill(into: Uint8Array, response: Response): Promise<number> {
  const reader = response.body?.getReader();
  let done = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return done;
    const { value } = chunk;
    if (done + value.length > into.length) {
      await reader?.cancel();
      return done + value.length;
    }
    into.set(value, done);
    done += value.length;
  }
}

async function get(at: string, url: string, begin: number, end: number): Promise<Response> {
  const headers = { range: `bytes=${begin}-${end - 1}` };
  const response = await fetch(url, { headers }).catch((cause) => {
    throw new Error(`${at}: expected an answer, got ${cause?.message}`, { cause });
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Error(`${at}: expected a file, got status ${response.status}`);
}
