import { ref } from 'vue';
import type { Backend } from './kit-settings';

/** What is not worth a word. */
const ALIKE = 1.5;

/** So long a backend runs before its rate counts, in milliseconds: at first it compiles. */
const SETTLED = 2000;

/** The best rate that each backend has reached with the settings as they are, in steps a second. */
export function useRates() {
  let best: Partial<Record<Backend, number>> = {};
  let run: { readonly backend: Backend; readonly since: number } | undefined;
  /** Settled once, so that a screen reader hears it once; 0 where there is nothing to say. */
  const ratio = ref<number>();

  return {
    /** The rate of a backend that runs; undefined: it rests. */
    mark(backend: Backend, rate: number | undefined, now = performance.now()): void {
      if (rate === undefined) {
        run = undefined;
        return;
      }
      if (run?.backend !== backend) run = { backend, since: now };
      if (now - run.since < SETTLED) return;
      best[backend] = Math.max(rate, best[backend] ?? 0);
      const { wasm, webgpu } = best;
      if (ratio.value !== undefined || wasm === undefined || webgpu === undefined) return;
      ratio.value = wasm / webgpu > ALIKE ? Math.round(wasm / webgpu) : 0;
    },
    /** Settings have changed: what was measured was of another network. */
    clear(): void {
      best = {};
      run = undefined;
      ratio.value = undefined;
    },
    /** How many times faster WASM was than WebGPU is, a whole number; undefined where it was not, or nobody knows. */
    slower(): number | undefined {
      return ratio.value || undefined;
    },
  };
}
