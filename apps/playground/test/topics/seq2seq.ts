import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../page-check';

/** Words that it has never seen are said right, and the tree and the map are those of the word that was typed. */
export const check: PageCheck = {
  query: 'word=sister',
  steps: 400,
  async check(page) {
    expect(await numberOf(page, '[data-role="held-out"]')).toBeGreaterThan(0.2);
    expect(await page.getAttribute('[data-role="tree"]', 'data-best')).toMatch(/^S IH S T/);
  },
};
