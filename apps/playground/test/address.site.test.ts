import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, DIST, launch, press, status, untilState, untilStep, visit } from './browser';
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

const SETTINGS = {
  bits: '6',
  hidden: '12',
  activation: 'relu',
  init: 'he',
  recurrent: 'identity',
  optimizer: 'rmsprop',
  learningRate: '0.003',
  batch: '8',
  clip: '1',
  span: '24',
  compare: 'recurrent',
  seed: '42',
  backend: 'wasm',
  speed: '0',
};

describe('the address', () => {
  test('holds every setting, and a link shows at another place what its sender saw', async () => {
    const query = new URLSearchParams(SETTINGS);
    const { page } = await visit(browser, `${site.url}/#/rnn?${query}&step=0`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await untilState(page, 'ready');
    expect(addressOf(page)).toEqual({ path: '/rnn', query: SETTINGS });
    await page.locator('[data-setting="learningRate"] input').press('ArrowRight');
    await page.selectOption('[data-setting="activation"] select', 'tanh');
    await page.waitForURL(/activation=tanh/);
    await press(page, 'start');
    await untilStep(page, 90);
    await press(page, 'start');
    await untilState(page, 'paused');
    const changed = { ...SETTINGS, learningRate: '0.005', activation: 'tanh' };
    expect(addressOf(page).query).toEqual(changed);
    await press(page, 'copy');
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const seen = [await status(page, 'step'), await status(page, 'loss')];
    await page.close();
    expect(new URL(link).pathname).toBe('/rnn.html');

    const other = await visit(browser, link);
    await untilStep(other.page, Number(seen[0]));
    await untilState(other.page, 'paused');
    expect([await status(other.page, 'step'), await status(other.page, 'loss')]).toEqual(seen);
    expect(addressOf(other.page).query).toEqual(changed);
    await other.page.close();
  });

  test('with values that are none is mended, with a note', async () => {
    const bad =
      'bits=1e9&hidden=-4&learningRate=NaN&init=%3Cimg%20src%3Dx%3E&seed=-1&batch=&speed=constructor&backend=gpu&step=Infinity&constructor=1&lang=xx&theme=toString';
    const { page, said } = await visit(browser, `${site.url}/#/rnn?${bad}`);
    await untilState(page, 'ready');
    const notes = page.locator('[data-role="notes"]');
    expect(await notes.locator('li').count()).toBe(8);
    expect(await notes.textContent()).toContain(
      '“First weights” in the address is “<img src=x>”, which is not one of its values. glorot is used.',
    );
    const { query } = addressOf(page);
    expect(query).toMatchObject({
      bits: '16',
      hidden: '2',
      learningRate: '0.01',
      init: 'glorot',
      seed: '0',
    });
    expect(query).toMatchObject({ batch: '16', speed: '200', backend: 'wasm' });
    expect(query.constructor).toBe(Object);
    expect(await page.locator('img').count()).toBe(0);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(await notes.count()).toBe(0);
    await page.goto(`${site.url}/#/nowhere`);
    await page.locator('.home [role="alert"]', { hasText: 'no topic “nowhere”' }).waitFor();
    expect(said).toEqual([]);
    await page.close();
  });

  test('that is changed by hand, and the way back, change the page', async () => {
    const { page } = await visit(browser, `${site.url}/#/rnn?bits=6&step=0`);
    await untilState(page, 'ready');
    await page.evaluate(() => {
      location.hash = '#/rnn?bits=10&seed=3&step=0';
    });
    await page.waitForFunction(() => document.querySelectorAll('thead th').length === 11);
    expect(addressOf(page).query).toMatchObject({ bits: '10', seed: '3' });
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('thead th').length === 7);
    expect(addressOf(page).query).toMatchObject({ bits: '6', seed: '1' });
    await page.close();
  });

  test('says language, theme and frame; the header changes the first two', async () => {
    const { page, said } = await visit(
      browser,
      `${site.url}/#/rnn?lang=ja&theme=dark&embed=1&step=0`,
      {},
    );
    await untilState(page, 'ready');
    expect(await page.locator('header').count()).toBe(0);
    expect(await page.getAttribute('html', 'lang')).toBe('ja');
    expect(await page.locator('[data-role="start"]').textContent()).toContain('開始');
    expect(addressOf(page).query).toMatchObject({ lang: 'ja', theme: 'dark', embed: '1' });
    await page.evaluate(() => {
      location.hash = '#/rnn?lang=en&theme=light&embed=1&step=0';
    });
    await page.waitForSelector('html[data-theme="light"][lang="en"]');
    await page.goto(`${site.url}/#/rnn?lang=en&step=0`);
    await page.getByRole('button', { name: '日本語' }).click();
    await page.waitForSelector('html[lang="ja"]');
    await page.getByLabel('テーマ').selectOption('dark');
    await page.waitForSelector('html[data-theme="dark"]');
    expect(addressOf(page).query).toMatchObject({ lang: 'ja', theme: 'dark' });
    expect(await page.title()).toBe('再帰型ニューラルネットワーク – dl プレイグラウンド');
    expect(said).toEqual([]);
    await page.close();
  });
});
