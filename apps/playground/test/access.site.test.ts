import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overflow, violations } from './access';
import { DIST, launch, press, status, untilState, untilStep, visit } from './browser';
import { type Site, serve } from './serve';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serve(DIST)]);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

describe('accessibility', () => {
  test.each(['light', 'dark'])('axe finds nothing serious in the theme %s', async (theme) => {
    const { page } = await visit(browser, `${site.url}/#/rnn?theme=${theme}&step=150&bits=99`);
    await untilStep(page, 150);
    await untilState(page, 'paused');
    expect(await page.getAttribute('html', 'data-theme')).toBe(theme);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${site.url}/#/?theme=${theme}`);
    await page.waitForSelector('.home');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('everything is done by keyboard', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn?step=0`);
    await untilState(page, 'ready');
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.role);
    for (let i = 0; i < 12 && (await focused()) !== 'start'; i++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('start');
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement as Element).outlineStyle,
    );
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await untilStep(page, 30);
    await page.keyboard.press('Space');
    await untilState(page, 'paused');
    expect(await focused()).toBe('start');
    const before = Number(await status(page, 'step'));
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('step');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[data-status="step"][data-value="${before + 1}"]`);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('reset');
    await page.keyboard.press('Space');
    await untilState(page, 'ready');
    await page.close();
  });

  test('the skip button leads to the content', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn?step=0`);
    await untilState(page, 'ready');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.close();
  });

  test('charts say in words what they show, and cells are read by arrow keys', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn?step=60`);
    await untilStep(page, 60);
    await untilState(page, 'paused');
    const loss = page.getByRole('img', {
      name: /^Loss\. Step from 1 to 60\. Last values: training/,
    });
    expect(await loss.count()).toBe(1);
    expect(await page.getByRole('img', { name: /^Gradient through time\. Step t/ }).count()).toBe(
      1,
    );
    const cells = page.getByRole('group', { name: 'Hidden state over time' });
    await cells.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('figure output').textContent()).toMatch(/^Unit 2, Time 2: −?\d/);
    await page.close();
  });

  test('still stands where motion is not wanted', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn`, { reducedMotion: 'reduce' });
    await untilState(page, 'ready');
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    expect(moving).toBe(0);
    await page.close();
  });
});

describe('a phone', () => {
  test.each(['en', 'ja'])('has no sideways scrolling in %s', async (lang) => {
    const { page } = await visit(
      browser,
      `${site.url}/#/rnn?lang=${lang}&bits=16&compare=recurrent&step=0`,
      {
        viewport: { width: 360, height: 740 },
      },
    );
    await untilState(page, 'ready');
    await press(page, 'step');
    await untilState(page, 'paused');
    expect(await overflow(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    await page.goto(`${site.url}/#/?lang=${lang}`);
    await page.waitForSelector('.home');
    expect(await overflow(page)).toEqual([]);
    await page.close();
  });
});
