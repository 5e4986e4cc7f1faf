import { expected } from '../check/describe';
import { builtin } from '../engine/builtin';
import { hasSimd, isIsolated, isNode } from '../engine/detect';
import { ownSharedMemory } from '../wasm/shared-memory';
import { addressOf, isAddress, isBytes, type WasmFile, type WasmSource } from './wasm-source';
import { LIMITS, within } from './within';

/** A binary that is compiled, and where it came from. */
export interface LoadedWasm extends Compiled {
  readonly from: string;
}

interface Compiled {
  readonly module: WebAssembly.Module;
  /** The same binary over a memory of its own, where the module's is shared. */
  readonly plain?: Uint8Array | undefined;
}

/**
 * Loads a binary, over a memory that threads share where that is possible: from `source`; else in browsers the file beside
 * core's own built file, and in Node the bytes that come with core's code, which no bundle can lose.
 *
 * @throws Error that says which address did not give it
 */
export async function loadWasm(file: WasmFile, source?: WasmSource): Promise<LoadedWasm> {
  const given = typeof source === 'function' ? await ask(file, source) : source;
  if (given === undefined) {
    const bytes = isNode() && hasSimd() ? await embeddedBytes() : undefined;
    if (bytes !== undefined) return { ...(await compile(bytes)), from: "core's own code" };
    return load(besideCore(file));
  }
  if (isBytes(given)) return { ...(await compile(given)), from: 'the bytes of option wasm' };
  return load(addressOf(file, given));
}

async function ask(file: WasmFile, source: Extract<WasmSource, (file: WasmFile) => unknown>) {
  const given = await within(LIMITS.start, `option wasm to give ${file}`, source(file));
  if (isBytes(given) || isAddress(given)) return given;
  throw new TypeError(expected(`wasm(${JSON.stringify(file)})`, 'a URL, a path or bytes', given));
}

async function load(address: string): Promise<LoadedWasm> {
  const url = isNode() ? nodeUrl(address) : new URL(address, baseOfPage()).href;
  const from = url.startsWith('data:') ? 'a data: URL' : url;
  try {
    const compiled =
      isNode() && url.startsWith('file:')
        ? await compile(await builtin('node:fs/promises').readFile(new URL(url)))
        : await fetchModule(url);
    return { ...compiled, from };
  } catch (cause) {
    throw new Error(`${from}: ${reasonOf(cause)}`, { cause });
  }
}

async function fetchModule(url: string): Promise<Compiled> {
  const cancel = new AbortController();
  const work = async () => {
    const response = await fetch(url, { signal: cancel.signal, credentials: 'same-origin' });
    if (!response.ok) throw new Error(`expected a file, got status ${response.status}`);
    // One byte is to be changed.
    if (mayShare()) return compile(await response.arrayBuffer());
    const streams = /^application\/wasm\b/.test(response.headers.get('Content-Type') ?? '');
    // Browsers keep what they compiled of a stream.
    if (streams && typeof WebAssembly.compileStreaming === 'function') {
      return { module: await WebAssembly.compileStreaming(response) };
    }
    return compile(await response.arrayBuffer());
  };
  try {
    return await within(LIMITS.start, 'the file', work());
  } catch (error) {
    cancel.abort();
    throw error;
  }
}

/** Over a shared memory where threads are possible. */
async function compile(bytes: ArrayBuffer | ArrayBufferView): Promise<Compiled> {
  const plain = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  const shared = mayShare() ? ownSharedMemory(plain) : undefined;
  const module = await WebAssembly.compile((shared ?? plain) as BufferSource);
  return { module, plain: shared && plain };
}

/** Whether memory can be handed to threads: in Node, and in pages that are isolated. */
function mayShare(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || !hasSimd()) return false;
  return isNode() || isIsolated();
}

/** tfjs-backend-wasm-simd.wasm, or undefined in a bundle for browsers, which leaves it out. */
async function embeddedBytes(): Promise<Uint8Array | undefined> {
  const { brotli } = await import('../generated/assets/tfjs-backend-wasm-simd.js');
  if (brotli === undefined) return undefined;
  return builtin('node:zlib').brotliDecompressSync(Buffer.from(brotli, 'base64'));
}

/** Written as bundlers recognise it (`new URL(literal, import.meta.url)`), so that Vite and webpack emit the files. */
function besideCore(file: WasmFile): string {
  const here = import.meta.url;
  if (here === undefined) throw new Error(`expected an address of ${file}, got none`);
  switch (file) {
    case 'tfjs-backend-wasm-simd.wasm':
      return new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url).href;
    default:
      return new URL('./tfjs-backend-wasm.wasm', import.meta.url).href;
  }
}

function baseOfPage(): string | undefined {
  const { document, location } = globalThis as {
    document?: { baseURI: string };
    location?: { href: string };
  };
  return document?.baseURI ?? location?.href;
}

/** A path is one of the file system; a letter and a colon are a drive of Windows. */
function nodeUrl(address: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(address)) return address;
  return builtin('node:url').pathToFileURL(builtin('node:path').resolve(address)).href;
}

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return (error as Error | undefined)?.message || String(error);
}
