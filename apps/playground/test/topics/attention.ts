import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../page-check';

/** Most pronouns are resolved, and the weights say where it looked. */
export const check: PageCheck = {
  query: 'learningRate=0.01',
  steps: 220,
  async check(page) {
    expect(await numberOf(page, '[data-role="pronouns"]')).toBeGreaterThan(0.85);
    expect(await page.textContent('[data-role="answer"]')).toContain('“he” stands for “john”');
    const weight = await page.getAttribute('[data-word="john"]', 'data-weight');
    expect(Number(weight)).toBeGreaterThan(0.5);
  },
};
