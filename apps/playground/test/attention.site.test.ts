import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, DIST, launch, untilState, untilStep, visit } from './browser';
import { type Site, serve } from './serve';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serve(DIST)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe('the page attention', () => {
  test('has sentence, word, head, mask and scale in its address, and shows a link as it was', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/attention?heads=2&step=20`);
    await untilStep(page, 20);
    await untilState(page, 'paused');
    await page
      .getByLabel('Sentence, in English')
      .fill('Anna & Ben saw "Zaphod": he was 100% here?');
    const words = page.getByRole('group', { name: 'Words of the sentence' });
    await words.locator('[data-word="zaphod"]').waitFor();
    expect(await words.locator('.unknown').count()).toBe(2);
    await words.locator('[data-word="ben"]').click();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('saw');
    await page.getByRole('button', { name: 'Head 2' }).click();
    await page.getByRole('button', { name: 'causal' }).click();
    await page.locator('[data-setting="scale"] input').press('ArrowRight');
    await page.waitForURL(/scale=2/);
    await words.locator('.masked').first().waitFor();
    const { query } = addressOf(page);
    expect(query).toMatchObject({
      sentence: 'Anna & Ben saw "Zaphod": he was 100% here?',
      word: '3',
      head: '2',
      mask: 'causal',
      scale: '2',
    });
    const link = `${page.url()}&step=20`;
    await page.close();
    const other = await visit(browser, link);
    await untilStep(other.page, 20);
    await untilState(other.page, 'paused');
    const shown = other.page.locator('[data-word]');
    expect(await shown.count()).toBe(9);
    expect(await shown.and(other.page.locator('[aria-pressed="true"]')).textContent()).toContain(
      'saw',
    );
    expect(await shown.and(other.page.locator('.masked')).count()).toBe(6);
    await other.page.getByLabel('Sentence, in English').fill('');
    await other.page.getByText('Type a sentence.').waitFor();
    expect([...said, ...other.said]).toEqual([]);
    await other.page.close();
  });
});
