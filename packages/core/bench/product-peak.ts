import path from 'node:path';
import asc from 'assemblyscript/asc';
import type { ProductSizes } from './product-forms';

const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

/** The machine's limit: as many multiply-adds as the product makes, in registers and nothing else. */
export async function productPeak({ m, k, n }: ProductSizes) {
  const relaxed = await compile(['--enable', 'relaxed-simd']);
  const fused = WebAssembly.validate(relaxed as BufferSource);
  const bytes = fused ? relaxed : await compile([]);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const source = await WebAssembly.compile(bytes as BufferSource);
  const instance = await WebAssembly.instantiate(source, {
    env: { memory, abort() {} },
  });
  const { peak, peakFlops } = instance.exports as unknown as Loop;
  const iterations = Math.round((2 * m * k * n) / peakFlops());
  const run = (times: number) => {
    for (let i = 0; i < times; i++) peak(iterations);
  };
  return { name: `registers, ${fused ? 'fused' : 'plain'} multiply-add`, run };
}

interface Loop {
  /** Runs so many iterations. */
  peak(iterations: number): number;
  /** Floating-point operations of one iteration. */
  peakFlops(): number;
}

/** Compiles the loop, which no package ships. The process runs in the repository's root. */
async function compile(features: readonly string[]): Promise<Uint8Array> {
  const said: string[] = [];
  let bytes: Uint8Array | undefined;
  const { error } = await asc.main(
    [
      'wasm/peak.ts',
      '--baseDir',
      path.resolve('packages/core'),
      '-o',
      'peak.wasm',
      ...FLAGS,
      ...features,
    ],
    {
      stderr: { write: (text) => said.push(String(text)) > 0 },
      writeFile(_name, contents) {
        bytes = contents as Uint8Array;
      },
    },
  );
  if (error || bytes === undefined) throw new Error(`peak.ts: ${said.join('') || error}`);
  return bytes;
}
