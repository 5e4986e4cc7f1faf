/// <reference types="vite/client" />
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standingPages } from '../../../tools/topics.mjs';
import { overflow, violations } from './access';
import { DIST, launch, press, status, untilState, untilStep, visit } from './browser';
import { mainThreadTasks } from './main-thread';
import type { PageCheck } from './page-check';
import { type Site, serve } from './serve';

let browser: Browser;
const sites: Site[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  for (const site of sites) site.close();
});

async function open(): Promise<Site> {
  const site = await serve(DIST);
  sites.push(site);
  return site;
}

/** What topics check of their pages: the export `check` of `topics/ADDRESS.ts`. */
const CHECKS = import.meta.glob<PageCheck>('./topics/**/*.ts', { eager: true, import: 'check' });

/** The most bytes that a page loads, as a host compresses them, without `.wasm`, its data among them. */
const MOST = 300_000;

/** Each page that is there, by its address; that of `training.site.test.ts` is tested there. */
const PAGES = standingPages().flatMap(({ address }) => {
  if (address === 'rnn') return [];
  const { query = '', steps = 20, tasks = 50, ...own } = CHECKS[`./topics/${address}.ts`] ?? {};
  return [{ address: `${address}?${query}&speed=0&step=0`, steps, fewest: tasks, ...own }];
});

describe.each(PAGES)('the page $address', ({ address, steps, fewest, timeout, check }) => {
  test('learns, leaves no tensor, never holds the main thread, and is small', async () => {
    const site = await open();
    const { page, said } = await visit(browser, `${site.url}/#/${address}`, {});
    await untilState(page, 'ready');
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    const fresh = [await status(page, 'tensors'), await status(page, 'memory')];
    await press(page, 'step');
    await untilState(page, 'paused');
    const once = await status(page, 'tensors');
    await press(page, 'start');
    await untilStep(page, 20);
    const { tasks, longest } = await mainThreadTasks(browser, page, 1200);
    expect(tasks).toBeGreaterThan(fewest);
    expect(longest).toBeLessThan(50);
    await untilStep(page, steps, timeout);
    await press(page, 'start');
    await untilState(page, 'paused');
    expect(await status(page, 'tensors')).toBe(once);
    await check?.(page);
    for (const theme of ['light', 'dark']) {
      await page.getByLabel('Theme').selectOption(theme);
      await page.waitForSelector(`html[data-theme="${theme}"]`);
      expect(await violations(page)).toEqual([]);
    }
    await press(page, 'reset');
    await untilState(page, 'ready');
    expect([await status(page, 'tensors'), await status(page, 'memory')]).toEqual(fresh);
    expect(await page.getAttribute('[data-left]', 'data-left')).toBe('0');
    const parts = [...site.sent].filter(([name]) => !name.endsWith('.wasm'));
    const total = parts.reduce((sum, [, size]) => sum + size, 0);
    const list = parts.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)} kB`).join('\n');
    expect(total, list).toBeLessThanOrEqual(MOST);
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('has no sideways scrolling on a phone', async () => {
    const site = sites[0] ?? (await open());
    const viewport = { width: 360, height: 740 };
    const { page } = await visit(browser, `${site.url}/#/${address}&lang=en`, { viewport });
    for (const lang of ['en', 'ja']) {
      await page.evaluate((lang) => {
        location.hash = location.hash.replace(/lang=\w+/, `lang=${lang}`);
      }, lang);
      await page.waitForSelector(`html[lang="${lang}"]`);
      await untilState(page, 'ready');
      expect(await overflow(page)).toEqual([]);
    }
    await page.context().close();
  });
});
