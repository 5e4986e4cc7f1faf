import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../../page-check';

/** HRED guesses replies better than the seq2seq, and all of them answer what is typed. */
export const check: PageCheck = {
  steps: 90,
  tasks: 15,
  timeout: 60_000,
  async check(page) {
    const of = (name: string) => numberOf(page, `[data-role="perplexity-${name}"]`);
    const [seq2seq, hred] = [await of('seq2seq'), await of('hred')];
    expect(seq2seq).toBeLessThan(2);
    expect(hred).toBeLessThan(0.99 * seq2seq);
    const chat = page.locator('[data-role="chat"]');
    const first = chat.getByRole('button').first();
    await first.click();
    await page.waitForURL(/turn=1/);
    await expect.poll(() => first.getAttribute('aria-pressed')).toBe('true');
    await page.locator('[data-setting="utterance"] input').fill('Zebras at noon, please.');
    await page.locator('[data-role="known"]', { hasText: 'zebras' }).waitFor();
    expect(await chat.textContent()).toContain('zebras at noon, please.');
    expect(page.url()).toContain('utterance=Zebras');
    for (const name of ['seq2seq', 'hred', 'vhred']) {
      expect(await page.textContent(`[data-role="answer-${name}"]`)).toMatch(/[a-z]{2}/);
    }
  },
};
