import type { openSafetensors } from '@dl/core';
import { describeValue, expected } from '@dl/core/check';
import { openSource } from '@dl/core/extend';

/** What a file is read from: a path (Node), an address, a Blob, an ArrayBuffer or a view of one. */
export type PretrainedFile = Parameters<typeof openSafetensors>[0];

/**
 * Where the files of a model are: a folder (Node), the address of one, or a function that gives each file by its name, and undefined
 * for one that is not there.
 */
export type PretrainedSource =
  | string
  | URL
  | ((file: string) => PretrainedFile | undefined | Promise<PretrainedFile | undefined>);

/** Gets a file from an address, as `fetch` does: with the caller's own headers, cache or store. */
export type PretrainedFetch = (address: string) => Promise<Response>;

/** Gives a file by its name, and undefined for one that is not there. */
export type Locate = (file: string) => Promise<PretrainedFile | undefined>;

/** Finds files by their names. @throws TypeError for no source */
export function locateIn(
  where: string,
  source: PretrainedSource,
  own: PretrainedFetch | undefined,
): Locate {
  if (typeof source === 'function') return async (file) => await source(file);
  const address = addressOf(source);
  if (address !== undefined) return inAddress(where, address, own);
  if (typeof source === 'string' && source !== '') return inFolder(where, source);
  throw new TypeError(expected(`${where}: source`, 'a folder, an address or a function', source));
}

/** The address of a folder with its last slash; undefined for a path. */
function addressOf(source: unknown): URL | undefined {
  const text = source instanceof URL ? source.href : source;
  if (typeof text !== 'string' || text === '') return undefined;
  const { location } = globalThis as { location?: { href: string } };
  // A page has no folders: what looks like one is beside it.
  const base = fileSystem() === undefined ? location?.href : undefined;
  if (!/^(https?|file):/i.test(text) && base === undefined) return undefined;
  const url = new URL(text, base);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function fileSystem() {
  return globalThis.process?.getBuiltinModule?.('node:fs/promises');
}

function inFolder(where: string, folder: string): Locate {
  return async (file) => {
    const path = `${folder.replace(/[/\\]$/, '')}/${file}`;
    return (await isThere(where, path)) ? path : undefined;
  };
}

function inAddress(where: string, folder: URL, own: PretrainedFetch | undefined): Locate {
  return async (file) => {
    const url = new URL(file, folder);
    if (url.protocol === 'file:') return (await isThere(where, url)) ? url : undefined;
    // Whether it is there, one byte says; core reads parts of it then.
    const headers = { range: 'bytes=0-0' };
    const asked = own ? own(url.href) : fetch(url, { headers });
    const response = await asked.catch((cause) => {
      throw new Error(`${where}: ${url.href}: expected an answer, got ${cause?.message}`, {
        cause,
      });
    });
    if (own !== undefined && response.ok) return response.blob();
    await response.body?.cancel();
    if (response.ok || response.status === 416) return url;
    if (response.status === 404 || response.status === 410) return undefined;
    throw new Error(`${where}: ${url.href}: expected a file, got status ${response.status}`);
  };
}

async function isThere(where: string, path: string | URL): Promise<boolean> {
  const fs = fileSystem();
  if (fs === undefined) {
    throw new Error(expected(`${where}: source`, 'an address where there are no files', `${path}`));
  }
  return fs.access(path).then(
    () => true,
    (cause) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return false;
      throw new Error(expected(where, `a file that can be read at ${path}`, cause.code), { cause });
    },
  );
}

/** All bytes of a file of at most `most`: no more memory is asked for. @throws RangeError for a larger file; Error for one that cannot be read */
export async function readBytes(
  where: string,
  file: PretrainedFile,
  most: number,
): Promise<Uint8Array> {
  const source = await openSource(where, file);
  try {
    if (source.size <= most) return await source.read(0, source.size);
    throw new RangeError(expected(where, `a file of at most ${most} bytes`, source.size));
  } finally {
    await source.close();
  }
}

/** What a file in JSON of at most `most` bytes holds. @throws RangeError for a larger file; TypeError for one that is none */
export async function readAnyJson(
  where: string,
  file: PretrainedFile,
  most: number,
): Promise<unknown> {
  const bytes = await readBytes(where, file, most);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TypeError(`${where}: expected JSON, got ${describeValue((cause as Error).message)}`, {
      cause,
    });
  }
}

/** An object in JSON of at most `most` bytes. @throws as `readAnyJson` */
export async function readJson(
  where: string,
  file: PretrainedFile,
  most: number,
): Promise<Record<string, unknown>> {
  const value = await readAnyJson(where, file, most);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError(expected(where, 'an object in JSON', value));
}
