/**
 * Where the browser finds tfjs's binaries: copies beside core's own built file. Written as bundlers
 * recognise it (`new URL(literal, import.meta.url)`), so that Vite and webpack emit the files.
 */
export function wasmPaths(): Record<string, string> {
  return {
    'tfjs-backend-wasm.wasm': new URL('./tfjs-backend-wasm.wasm', import.meta.url).href,
    'tfjs-backend-wasm-simd.wasm': new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url).href,
    'tfjs-backend-wasm-threaded-simd.wasm': new URL(
      './tfjs-backend-wasm-threaded-simd.wasm',
      import.meta.url,
    ).href,
  };
}
