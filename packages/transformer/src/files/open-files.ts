import { describeValue, expected, isArrayOf } from '@dl/core/check';

/** Where files lie: a folder's path (Node), an address of one, or a function that gives the bytes of a file by its name. */
export type FilesSource =
  | string
  | URL
  | ((name: string) => Promise<ArrayBuffer | Uint8Array> | ArrayBuffer | Uint8Array);

/** Gives the bytes of a file by its name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/**
 * Reads files of a source. A name is that of a file in it, without a way to another folder.
 *
 * @param where the function that errors name
 * @throws TypeError for anything else
 */
export function openFiles(where: string, source: FilesSource): ReadFile {
  const read = readerOf(where, source);
  return async (name) => {
    if (!/^[\w-][\w.-]*$/.test(name)) {
      throw new RangeError(expected(`${where}: a file's name`, 'letters, digits, . and -', name));
    }
    const bytes = await read(name);
    if (isArrayOf(bytes, 'Uint8Array')) return bytes as Uint8Array;
    if (isBuffer(bytes)) return new Uint8Array(bytes as ArrayBuffer);
    throw new TypeError(expected(`${where}: source(${describeValue(name)})`, 'bytes', bytes));
  };
}

function readerOf(where: string, source: FilesSource): (name: string) => Promise<unknown> {
  if (typeof source === 'function') return async (name) => source(name);
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new TypeError(expected(`${where}: source`, 'a folder, an address or a function', source));
  }
  const text = `${source}`;
  if (/^https?:/i.test(text)) {
    const base = new URL(text.endsWith('/') ? text : `${text}/`);
    return (name) => fetched(where, new URL(name, base));
  }
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (fs === undefined) {
    throw new Error(expected(`${where}: source`, 'an address where there are no files', text));
  }
  const folder = /^file:/i.test(text) ? new URL(text.endsWith('/') ? text : `${text}/`) : text;
  return (name) => {
    const path = folder instanceof URL ? new URL(name, folder) : `${folder}/${name}`;
    return fs.readFile(path).catch((cause) => {
      const reason = (cause as { code?: string }).code ?? String(cause);
      throw new Error(expected(`${where}: ${path}`, 'a file that can be read', reason), { cause });
    });
  };
}

async function fetched(where: string, url: URL): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause) => {
    throw new Error(expected(`${where}: ${url}`, 'an answer', String(cause)), { cause });
  });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  await response.body?.cancel();
  throw new Error(expected(`${where}: ${url}`, 'a file', `status ${response.status}`));
}

function isBuffer(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** What a JSON file of a source holds. @throws Error for what is no JSON */
export function parseJson(where: string, name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${where}: ${name}: expected JSON, got what is none: ${message}`, { cause });
  }
}
