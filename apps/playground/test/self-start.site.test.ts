import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmUrl } from '../../../tools/site-address.mjs';
import { standingPages } from '../../../tools/topics.mjs';
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

/** What ten seconds at the speed of 200 steps a second come to. */
const TEN_SECONDS = 2000;

describe('a page that nobody has touched', () => {
  // Fractions of what is right; the error of the adding problem, which always answering 1 makes 1/6.
  test.each([
    ['rnn', '[data-role="exact"]', (share: number) => share > 0.9],
    ['lstm-gru', '[data-score="LSTM"] [data-of="squared error"]', (error: number) => error < 0.05],
    ['attention', '[data-role="pronouns"]', (share: number) => share > 0.9],
    ['seq2seq/latent', '[data-role="elbo"]', (nats: number) => nats > 0 && nats < 27],
  ])('trains by itself, and %s has learnt in ten seconds', async (topic, selector, learnt) => {
    const { page, said } = await visit(
      browser,
      `${site.url}/${topic.replace('/', '-')}.html#/${topic}?speed=500`,
    );
    await untilState(page, 'running');
    const value = async () => Number(await page.getAttribute(selector, 'data-value'));
    await expect.poll(value, { timeout: 40_000, interval: 50 }).toSatisfy(learnt);
    expect(Number(await status(page, 'step'))).toBeLessThan(TEN_SECONDS);
    expect(said).toEqual([]);
    await page.close();
  });

  test('stands where nobody sees it, and goes on; once touched it is the reader’s', async () => {
    const { page } = await visit(browser, `${site.url}/rnn.html`);
    expect(new URL(page.url()).hash).toMatch(/^#\/rnn/);
    await untilStep(page, 5);
    const hide = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await untilState(page, 'paused');
    await hide(false);
    await untilState(page, 'running');
    await press(page, 'start');
    await untilState(page, 'paused');
    await hide(true);
    await hide(false);
    await page.waitForTimeout(300);
    expect(await page.locator('[data-state="paused"]').count()).toBe(1);
    await page.close();
  });

  test('within another page begins when it is scrolled to', async () => {
    const { page } = await visit(browser, 'about:blank');
    await page.route('**/outer.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<p style="height: 3000px"></p><iframe src="rnn.html#/rnn?embed=mini" width="600" height="600"></iframe>',
      }),
    );
    await page.goto(`${site.url}/outer.html`);
    const inner = page.frameLocator('iframe');
    await inner.locator('[data-state="ready"]').waitFor();
    await page.locator('iframe').scrollIntoViewIfNeeded();
    await inner.locator('[data-state="running"]').waitFor();
    expect(await inner.locator('.cards > *').first().isVisible()).toBe(true);
    expect(await inner.locator('.cards > :not(:first-child) >> visible=true').count()).toBe(0);
    await page.evaluate(() => scrollTo(0, 0));
    await inner.locator('[data-state="paused"]').waitFor();
    await page.close();
  });
});

describe('every page', () => {
  const pages = standingPages();

  test.each(pages)(
    'leads from $address to the others of its topic, its chapter, code and package',
    async (shown) => {
      const { topic, address, chapter, lesson } = shown;
      const { page } = await visit(browser, `${site.url}/#/${address}?step=0`);
      const links = page.locator('[data-role="links"]');
      await links.waitFor();
      const hrefs = await links
        .locator('a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(hrefs).toContain(`../chapters/${chapter}.html`);
      const npm = npmUrl(`@dl/${topic}`);
      expect(hrefs.filter((href) => href.includes('npmjs.com'))).toEqual(npm ? [npm] : []);
      expect(await links.textContent()).toContain(`packages/lessons/src/${topic}/${lesson}`);
      const beside = pages.filter((other) => other.topic === topic);
      const tabs = page.locator('[data-role="pages"] a');
      expect(await tabs.count()).toBe(beside.length > 1 ? beside.length : 0);
      if (beside.length > 1) {
        const current = page.locator('[data-role="pages"] [aria-current="page"]');
        expect(await current.getAttribute('href')).toContain(`#/${address}`);
      }
      await page.close();
    },
  );

  test('has its picture in the list of topics', async () => {
    const { page, said } = await visit(browser, `${site.url}/#/`);
    const pictures = page.locator('.home img');
    await pictures.last().scrollIntoViewIfNeeded();
    expect(await pictures.count()).toBe(pages.length);
    for (const picture of await pictures.all())
      await expect
        .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
        .toBe(1200);
    expect(said).toEqual([]);
    await page.close();
  });
});

test('WebGPU in software says that it is the slower choice', async () => {
  const { page } = await visit(browser, `${site.url}/#/rnn?step=0&backend=webgpu&bits=4`);
  await page.locator('[data-role="notes"]', { hasText: 'no GPU behind WebGPU' }).waitFor();
  await page.close();
});
