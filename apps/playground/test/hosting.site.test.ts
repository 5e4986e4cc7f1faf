import { availableParallelism } from 'node:os';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIST, launch, status, untilState, untilStep, visit } from './browser';
import { ISOLATED, type Site, serve } from './serve';

let browser: Browser;
const sites: Site[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  for (const site of sites) site.close();
});

async function open(options: Parameters<typeof serve>[1] = {}): Promise<Site> {
  const site = await serve(DIST, options);
  sites.push(site);
  return site;
}

// By itself.
const trains = (page: Page) => untilStep(page, 20);
const isolated = (page: Page) => page.getAttribute('[data-isolated]', 'data-isolated');

describe('hosting', () => {
  test('the first load of a page is at most 300 kB, compressed, without wasm', async () => {
    const site = await open();
    const { page } = await visit(browser, `${site.url}/#/rnn`);
    await trains(page);
    const parts = [...site.sent].filter(([name]) => !name.endsWith('.wasm'));
    const total = parts.reduce((sum, [, size]) => sum + size, 0);
    const list = parts.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)} kB`).join('\n');
    expect(parts.some(([name]) => name.includes('worker'))).toBe(true);
    expect(total, list).toBeLessThanOrEqual(300_000);
    await page.close();
  });

  test('without isolation all runs on one thread, and nothing reloads', async () => {
    const site = await open();
    const { page, said } = await visit(browser, `${site.url}/#/rnn`);
    await trains(page);
    expect([await isolated(page), await status(page, 'threads')]).toEqual(['false', '1']);
    expect(said).toEqual([]);
    await page.close();
  });

  test('with isolation by headers all cores work', async () => {
    const site = await open({ headers: ISOLATED });
    const { page, said } = await visit(browser, `${site.url}/#/rnn`);
    await trains(page);
    expect(await isolated(page)).toBe('true');
    expect(Number(await status(page, 'threads'))).toBeGreaterThan(
      availableParallelism() > 1 ? 1 : 0,
    );
    expect(said).toEqual([]);
    await page.close();
  });

  test('on a static host a service worker isolates the page, with one reload', async () => {
    const site = await open();
    const { page, said } = await visit(browser, `${site.url}/#/rnn?seed=9`, {
      serviceWorkers: 'allow',
    });
    await page.waitForFunction(() => crossOriginIsolated);
    await trains(page);
    expect(await isolated(page)).toBe('true');
    expect(page.url()).toContain('seed=9');
    let loads = 0;
    page.on('load', () => loads++);
    await page.reload();
    await trains(page);
    expect([loads, await isolated(page)]).toEqual([1, 'true']);
    expect(said).toEqual([]);
    await page.close();
  });

  test('the reload for isolation keeps the step that a link asks for', async () => {
    const site = await open();
    const { page } = await visit(browser, `${site.url}/#/rnn?step=30`, { serviceWorkers: 'allow' });
    await page.waitForFunction(() => crossOriginIsolated);
    await untilState(page, 'paused');
    expect(await status(page, 'step')).toBe('30');
    await page.close();
  });

  test('a service worker that brings nothing leads to no second reload', async () => {
    const site = await open({ pages: { '/coi-serviceworker.js': '// isolates nothing' } });
    const { page } = await visit(browser, 'about:blank', { serviceWorkers: 'allow' });
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${site.url}/#/rnn`);
    await page.waitForTimeout(1500);
    expect(loads).toBeLessThanOrEqual(2);
    await trains(page);
    expect(await isolated(page)).toBe('false');
    await page.close();
  });

  test('in a frame of another page it runs as it is, and installs nothing', async () => {
    const frame =
      '<iframe src="index.html#/rnn?embed=1&lang=ja" width="700" height="900"></iframe>';
    const site = await open({
      pages: {
        '/outer.html': `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${frame}`,
      },
    });
    const { page, said } = await visit(browser, `${site.url}/outer.html`, {
      serviceWorkers: 'allow',
    });
    const inner = page.frameLocator('iframe');
    await inner.locator('[data-state="running"]').waitFor();
    const registrations = await page.evaluate(
      async () => (await navigator.serviceWorker.getRegistrations()).length,
    );
    expect(registrations).toBe(0);
    // A visit to the playground itself installs one; the frame must still run under it.
    await page.goto(`${site.url}/#/rnn`);
    await page.waitForFunction(() => crossOriginIsolated);
    await page.goto(`${site.url}/outer.html`);
    await inner.locator('[data-state="running"]').waitFor();
    expect(said).toEqual([]);
    await page.close();
  });
});
