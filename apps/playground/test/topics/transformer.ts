import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../page-check';

/** It has learnt letters and writes on from the prompt; a head that is picked and switched off changes the loss. */
export const check: PageCheck = {
  query: 'learningRate=0.01',
  steps: 150,
  async check(page) {
    expect(await numberOf(page, '[data-role="held"]')).toBeLessThan(3.2);
    expect(await page.textContent('[data-role="written"]')).toMatch(/^Call me [\s\S]{80}/);
    await page.locator('[data-head="2.3"]').click();
    await page.waitForURL(/head=3/);
    await page.locator('[data-head="2.3"][aria-pressed="true"]').waitFor();
    expect(await numberOf(page, '[data-role="without"]')).not.toBe(0);
    await page.getByRole('button', { name: 'off', exact: true }).click();
    await page.waitForURL(/off=yes/);
    await page.locator('.heads .off').waitFor();
    await page.locator('[data-place="2"]').click();
    await page.waitForURL(/place=3/);
    await page.locator('[data-setting="prompt"] input').fill('the whalé');
    await page.locator('[data-role="unknown"]', { hasText: 'é' }).waitFor();
    await page.locator('[data-role="next"] li').first().waitFor();
  },
};
