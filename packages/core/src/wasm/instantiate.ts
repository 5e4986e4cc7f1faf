import { hasRelaxedSimd, hasSimd } from '../engine/detect';
import type { KernelModule, RawKernels } from './kernel-module';
import { importSharedMemory, isShared, readLeb } from './shared-memory';

/** A module over a memory. */
export interface Instantiated {
  readonly module: WebAssembly.Module;
  readonly raw: RawKernels;
}

/**
 * Compiles the build of `module` that this engine takes, over `memory`, with core's kernels as its
 * imports `core.*`. Undefined without WASM SIMD.
 *
 * The two builds import private memory; over a shared memory the limits of
 * that import are rewritten in the bytes, which is all that differs between the two forms.
 */
export function instantiate(
  module: KernelModule,
  memory: WebAssembly.Memory,
  core: RawKernels = {},
): Instantiated | undefined {
  if (!hasSimd()) return undefined;
  let bytes = kernelBytes(module, hasRelaxedSimd());
  if (isShared(memory)) bytes = importSharedMemory(bytes);
  const abort = () => {
    throw new Error(`${module.name}: a kernel aborted`);
  };
  const compiled = new WebAssembly.Module(bytes as BufferSource);
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, abort }, core });
  return { module: compiled, raw: exports as unknown as RawKernels };
}

/** The module for an engine with or without relaxed SIMD. */
export function kernelBytes({ plain, relaxedDelta }: KernelModule, relaxed: boolean): Uint8Array {
  const bytes = decode(plain);
  return relaxed ? applyDelta(bytes, decode(relaxedDelta)) : bytes;
}

/** Puts a module together from pieces of `source` and bytes of its own; the format is tools/delta.mjs's. */
export function applyDelta(source: Uint8Array, delta: Uint8Array): Uint8Array {
  const out: number[] = [];
  let from = 0;
  let at = 0;
  const read = () => {
    const [value, after] = readLeb(delta, at);
    at = after;
    return value;
  };
  while (at < delta.length) {
    const move = read();
    from += move & 1 ? -(move + 1) / 2 : move / 2;
    const length = read();
    out.push(...source.subarray(from, from + length));
    from += length;
    const own = read();
    out.push(...delta.subarray(at, at + own));
    at += own;
  }
  return Uint8Array.from(out);
}

/** Bytes of hexadecimal text, in which gzip finds what repeats: base64 would be a third larger on the wire. */
function decode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(text.charCodeAt(2 * i)) << 4) | digit(text.charCodeAt(2 * i + 1));
  }
  return bytes;
}

function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
