import { expect } from 'vitest';
import { numberOf, type PageCheck } from '../../page-check';

/** Both have learnt; the point follows a finger at once, and keys; the address has where it rests. */
export const check: PageCheck = {
  steps: 900,
  async check(page) {
    expect(await numberOf(page, '[data-role="elbo"]')).toBeLessThan(26);
    const near = (name: string) => numberOf(page, `[data-role="nearest-${name}"]`);
    expect(await near('vae')).toBeLessThan(await near('autoencoder'));
    const plane = page.locator('[data-role="plane"]');
    const told = page.locator('[data-role="point"]');
    await plane.scrollIntoViewIfNeeded();
    const { x, y, width } = (await plane.boundingBox()) as { x: number; y: number; width: number };
    await page.mouse.move(x + width / 2, y + width / 2);
    await page.mouse.down();
    await page.mouse.move(x + (5 / 6) * width, y + width / 2);
    await expect.poll(() => told.textContent()).toMatch(/^z = \(2\.0[05]?, 0\.0/);
    await page.mouse.up();
    await page.waitForURL(/[?&]x=2/);
    await plane.focus();
    await page.keyboard.press('ArrowUp');
    await page.waitForURL(/[?&]y=0\.1/);
    // The other model has its own plane, with codes outside of it.
    await page.getByRole('button', { name: 'plain autoencoder' }).click();
    await page.locator('[data-role="outside"]', { hasText: /^[1-9]\d* of 360/ }).waitFor();
    await page.getByRole('button', { name: 'what is decoded' }).click();
    await page.waitForURL(/plane=made/);
    await page.locator('[data-role="to"] button').last().click();
    await page.waitForURL(/to=2/);
    expect(await page.locator('[data-role="strip"] canvas').count()).toBe(9);
    expect(await page.textContent('[data-role="source"]')).toContain('CC BY 4.0');
  },
};
