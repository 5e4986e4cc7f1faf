import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../page-check';

const errorOf = (name: string) => `[data-score="${name}"] [data-of="squared error"]`;

/** The gated cell has learnt, the plain one has not, and a gate can be read cell by cell. */
export const check: PageCheck = {
  query: 'cell=gru&time=30',
  steps: 300,
  async check(page) {
    expect(await numberOf(page, errorOf('GRU'))).toBeLessThan(0.02);
    expect(await numberOf(page, errorOf('plain RNN'))).toBeGreaterThan(0.05);
    const gate = page.getByRole('group', { name: 'Update gate' });
    await gate.focus();
    await page.keyboard.press('ArrowRight');
    const read = page.locator('[data-gate="update"] figure output');
    expect(await read.textContent()).toMatch(/^Unit \d+, Time 2( \(marked\))?: 0?\.?\d/);
  },
};
