import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIST, exactShare, launch, press, status, untilState, untilStep, visit } from './browser';
import { mainThreadTasks } from './main-thread';
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

describe('the page rnn', () => {
  test('learns to add: the loss falls under 0.02 and every held-out pair is right', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/rnn?speed=0&step=0`);
    await untilState(page, 'ready');
    expect(await exactShare(page)).toBeLessThan(0.1);
    await press(page, 'start');
    await untilStep(page, 1200);
    await press(page, 'start');
    await untilState(page, 'paused');
    expect(Number(await status(page, 'loss'))).toBeLessThan(0.02);
    expect(await exactShare(page)).toBe(1);
    expect(await page.locator('.verdict').textContent()).toContain('Right in every bit');
    expect(said).toEqual([]);
    await page.close();
  });

  test('200 steps leave no tensor, and ten restarts leave nothing', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/rnn?speed=0&step=0`);
    await untilState(page, 'ready');
    const fresh = await status(page, 'tensors');
    const bytes = await status(page, 'memory');
    await press(page, 'step');
    await untilState(page, 'paused');
    const once = await status(page, 'tensors');
    for (let restart = 0; restart < 10; restart++) {
      await press(page, 'start');
      await untilStep(page, restart === 0 ? 201 : 20);
      await press(page, 'start');
      await untilState(page, 'paused');
      expect(await status(page, 'tensors')).toBe(once);
      await press(page, 'reset');
      await untilState(page, 'ready');
      expect([await status(page, 'step'), await status(page, 'tensors')]).toEqual(['0', fresh]);
      expect(await status(page, 'memory')).toBe(bytes);
      expect(await page.getAttribute('[data-left]', 'data-left')).toBe('0');
    }
    expect(page.workers()).toHaveLength(1);
    expect(said).toEqual([]);
    await page.close();
  });

  test('no task of the main thread is over 50 ms while it trains at full speed', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn?speed=0&step=0`);
    await untilState(page, 'ready');
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    await press(page, 'start');
    await untilStep(page, 100);
    const { tasks, longest } = await mainThreadTasks(browser, page, 2500);
    expect(tasks).toBeGreaterThan(100);
    expect(longest).toBeLessThan(50);
    await page.close();
  });

  test('a hidden tab trains on, and a page that is left goes on when one comes back', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/rnn?speed=500&step=0`);
    await untilState(page, 'ready');
    await press(page, 'start');
    await untilStep(page, 50);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForTimeout(200);
    const drawn = await exactShare(page);
    await untilStep(page, 800);
    expect(await exactShare(page)).toBe(drawn);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector<HTMLElement>('[data-role="exact"]')?.dataset.value) > before,
      drawn,
    );
    await page.click('header .name');
    await page.waitForSelector('.home');
    const worker = page.workers()[0];
    await page.waitForTimeout(300);
    await page.click('nav a');
    await untilState(page, 'running');
    const step = Number(await status(page, 'step'));
    expect(step).toBeGreaterThanOrEqual(800);
    await untilStep(page, step + 100);
    expect(page.workers()).toEqual([worker]);
    expect(page.url()).toContain('speed=500');
    expect(said).toEqual([]);
    await page.close();
  });

  test('what changes while it trains: the learning rate at once, the hidden size by a new start', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/rnn?speed=200&step=0`);
    await untilState(page, 'ready');
    await press(page, 'start');
    await untilStep(page, 60);
    const before = Number(await status(page, 'step'));
    await page.locator('[data-setting="learningRate"] input').press('ArrowRight');
    await untilStep(page, before + 40);
    await page.locator('[data-setting="hidden"] input').press('ArrowRight');
    await page.waitForFunction((before) => {
      const step = document.querySelector<HTMLElement>('[data-status="step"]')?.dataset.value;
      return Number(step) > 0 && Number(step) < before;
    }, before);
    await untilState(page, 'running');
    expect(page.url()).toContain('hidden=24');
    expect(page.url()).toContain('learningRate=0.02');
    expect(said).toEqual([]);
    await page.close();
  });

  test.each(['cpu', 'webgpu'])('trains on %s', async (backend) => {
    const { page, said } = await visit(browser, `${site.url}/#/rnn?speed=0&bits=4&span=8&step=0`);
    await untilState(page, 'ready');
    await page.selectOption('[data-setting="backend"] select', backend);
    await page.waitForSelector(`[data-status="backend"][data-value="${backend}"]`);
    await untilState(page, 'ready');
    await press(page, 'step');
    await untilStep(page, 1);
    const first = Number(await status(page, 'loss'));
    await press(page, 'start');
    // WebGPU is in software here: three steps a second.
    await untilStep(page, backend === 'cpu' ? 150 : 3);
    await press(page, 'start');
    await untilState(page, 'paused');
    const last = Number(await status(page, 'loss'));
    expect(last).toBeLessThan(backend === 'cpu' ? 0.8 * first : 1.5 * first);
    expect(page.workers()).toHaveLength(1);
    expect(said).toEqual([]);
    await page.close();
  });

  test('a run that diverges says so in plain words, and a reset mends it', async () => {
    const address = `${site.url}/#/rnn?seed=7&optimizer=sgd&learningRate=3&activation=relu&recurrent=unit&bits=16&speed=0&step=0`;
    const { page, said } = await visit(browser, address);
    await untilState(page, 'ready');
    await press(page, 'start');
    await untilState(page, 'failed');
    expect(await page.locator('[role="alert"]').textContent()).toContain(
      'Training diverged at step',
    );
    expect(await page.isDisabled('[data-role="start"]')).toBe(true);
    await page.locator('[data-setting="learningRate"] input').press('Home');
    await press(page, 'reset');
    await untilState(page, 'ready');
    expect(await page.locator('[role="alert"]').count()).toBe(0);
    await press(page, 'start');
    await untilStep(page, 20);
    expect(said).toEqual([]);
    await page.close();
  });

  test('a worker that does not load says so, and a reset tries again', async () => {
    const { page } = await visit(browser, 'about:blank');
    await page.route('**/worker-*.js', (route) => route.abort());
    await page.goto(`${site.url}/#/rnn?step=0`);
    await untilState(page, 'failed');
    expect(await page.locator('[role="alert"]').textContent()).toContain('could not start');
    await page.unroute('**/worker-*.js');
    await press(page, 'reset');
    await untilState(page, 'ready');
    await page.close();
  });
});
