import { expected } from '../check/describe';
import type { OptionCheck } from '../check/options';

/** tfjs's WASM binaries, as they lie beside core's built file. */
export type WasmFile = 'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm';

/** An address: a URL, or its text, which a page reads from where it lies and Node may read as a path. */
export type WasmAddress = string | { readonly href: string };

/** The bytes of a binary. */
export type WasmBytes = ArrayBuffer | ArrayBufferView;

/**
 * Where the binaries are: the address of their folder, the address (it ends with `.wasm`) or bytes of a single one,
 * or a function that gives the address or bytes of each by its name.
 */
export type WasmSource =
  | WasmAddress
  | WasmBytes
  | ((file: WasmFile) => WasmAddress | WasmBytes | PromiseLike<WasmAddress | WasmBytes>);

const WHAT = 'a URL, a path, bytes, or a function that gives one of them';

/** Checks `setup`'s option `wasm`. */
export const expectWasmSource: OptionCheck = (where, name, value) => {
  if (typeof value === 'function' || isAddress(value) || isBytes(value)) return;
  throw new TypeError(expected(`${where}: ${name}`, WHAT, value));
};

/** Values of another realm count too, such as a URL of jsdom or an array of Jest. */
export function isBytes(value: unknown): value is WasmBytes {
  if (ArrayBuffer.isView(value)) return value.byteLength > 0;
  const kind = Object.prototype.toString.call(value);
  return kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]';
}

/** Values of another realm count too. */
export function isAddress(value: unknown): value is WasmAddress {
  if (typeof value === 'string') return value !== '';
  return typeof (value as { href?: unknown } | null | undefined)?.href === 'string';
}

/** The text of the address of `file` at `address`, a folder or the file itself. */
export function addressOf(file: WasmFile, address: WasmAddress): string {
  const text = textOf(address);
  if (isFile(text)) return text;
  // A query or fragment stays behind: `https://cdn/wasm/?v=1`.
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(text) ?? [];
  return `${path}${/[/\\]$/.test(path) ? '' : '/'}${file}${rest}`;
}

function isFile(text: string): boolean {
  return /\.wasm(?:[?#]|$)/.test(text) || /^(?:data|blob):/.test(text);
}

function textOf(address: WasmAddress): string {
  return typeof address === 'string' ? address : address.href;
}
