import { describe, expect, it } from 'vitest';
import { useRates } from './use-rates';

type Rates = ReturnType<typeof useRates>;

/** A run of three seconds from `from` on, at a rate. */
function run(rates: Rates, backend: 'wasm' | 'webgpu', rate: number, from: number): void {
  for (const now of [from, from + 1000, from + 3000]) rates.mark(backend, rate, now);
  rates.mark(backend, undefined, from + 3000);
}

describe('useRates', () => {
  it('knows how much faster WASM was, once both have run for two seconds', () => {
    const rates = useRates();
    run(rates, 'wasm', 200, 0);
    expect(rates.slower()).toBeUndefined();
    rates.mark('webgpu', 1, 5000);
    rates.mark('webgpu', 2, 6900);
    expect(rates.slower()).toBeUndefined();
    rates.mark('webgpu', 12, 7000);
    expect(rates.slower()).toBe(17);
    rates.clear();
    expect(rates.slower()).toBeUndefined();
  });

  it('says it once: the figure stays as it is', () => {
    const rates = useRates();
    run(rates, 'wasm', 200, 0);
    run(rates, 'webgpu', 10, 5000);
    run(rates, 'webgpu', 13, 9000);
    expect(rates.slower()).toBe(20);
  });

  it('does not count a rest as running', () => {
    const rates = useRates();
    run(rates, 'wasm', 200, 0);
    rates.mark('webgpu', 10, 5000);
    rates.mark('webgpu', undefined, 5100);
    rates.mark('webgpu', 10, 9000);
    expect(rates.slower()).toBeUndefined();
  });

  it('says nothing where they are alike', () => {
    const rates = useRates();
    run(rates, 'wasm', 200, 0);
    run(rates, 'webgpu', 180, 5000);
    expect(rates.slower()).toBeUndefined();
  });
});
