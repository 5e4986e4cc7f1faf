import { reactive } from 'vue';
import type { Backend } from './kit-settings';

/** What is not worth a word. */
const ALIKE = 1.5;

/** The best rate that each backend has reached with the settings as they are, in steps a second. */
export function useRates() {
  const best = reactive<Partial<Record<Backend, number>>>({});
  return {
    mark(backend: Backend, rate: number | undefined): void {
      if (rate !== undefined && rate > (best[backend] ?? 0)) best[backend] = rate;
    },
    /** Settings have changed: what was measured was of another network. */
    clear(): void {
      for (const backend of Object.keys(best)) delete best[backend as Backend];
    },
    /** How many times faster WASM was than WebGPU is; undefined where it was not, or nobody knows. */
    slower(): number | undefined {
      const { wasm, webgpu } = best;
      const ratio = wasm !== undefined && webgpu !== undefined ? wasm / webgpu : 0;
      return ratio > ALIKE ? ratio : undefined;
    },
  };
}
