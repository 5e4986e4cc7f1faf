import { describe, expect, it } from 'vitest';
import { useRates } from './use-rates';

describe('useRates', () => {
  it('knows how much faster WASM was, once both have run', () => {
    const rates = useRates();
    rates.mark('wasm', 200);
    rates.mark('wasm', 150);
    expect(rates.slower()).toBeUndefined();
    rates.mark('webgpu', undefined);
    rates.mark('webgpu', 10);
    expect(rates.slower()).toBe(20);
    rates.clear();
    expect(rates.slower()).toBeUndefined();
  });

  it('says nothing where they are alike', () => {
    const rates = useRates();
    rates.mark('wasm', 200);
    rates.mark('webgpu', 180);
    expect(rates.slower()).toBeUndefined();
  });
});
