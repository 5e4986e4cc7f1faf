import { readdir } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFiles } from '../../tools/serve-files.mjs';
import { DIST, hydrated, launch, troublesOf } from './visit';

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFiles>>;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serveFiles(DIST)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** All pages but the playground's and the one for addresses that are not there. */
async function pages(): Promise<string[]> {
  const files = await readdir(DIST, { recursive: true });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.html$/.test(file) && !/^(play\/|404)/.test(file))
    .sort();
}

/** In the page: opens every second link of the sidebar, as a click does, and gives the headings that it comes to. */
async function openAll(half: number): Promise<Record<string, string>> {
  const links = () => [...document.querySelectorAll<HTMLAnchorElement>('.VPSidebar a')];
  const paths = [...new Set(links().map(({ pathname }) => pathname))];
  const titles: Record<string, string> = {};
  for (const path of paths.filter((_, i) => i % 2 === half)) {
    const before = document.title;
    links()
      .find(({ pathname }) => pathname === path)
      ?.click();
    for (let i = 0; i < 1000 && document.title === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 2));
    titles[path] = document.querySelector('h1')?.textContent ?? '';
  }
  return titles;
}

const PHONE = { width: 360, height: 740 };

describe('every page', () => {
  test('that is written loads from here alone, logs no error, and fits a phone', async () => {
    const files = (await pages()).filter((file) => !/^api\/.*\//.test(file));
    expect(files.length).toBeGreaterThan(30);
    const troubles: string[] = [];
    const visitAll = async () => {
      const page = await browser.newPage({ viewport: PHONE });
      const said = troublesOf(page, site.url);
      for (let file = files.pop(); file !== undefined; file = files.pop()) {
        said.length = 0;
        await page.goto(`${site.url}/${file}`);
        await hydrated(page);
        if (!(await page.title())) said.push('no title');
        if ((await page.locator('h1').count()) === 0) said.push('no heading');
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > PHONE.width) said.push(`scrolls sideways: ${width}`);
        troubles.push(...said.map((text) => `${file}: ${text}`));
      }
      await page.close();
    };
    await Promise.all([visitAll(), visitAll()]);
    expect(troubles).toEqual([]);
  });

  test('of the API opens from the sidebar', async () => {
    const wanted = (await pages()).filter((file) => file.startsWith('api/'));
    expect(wanted.length).toBeGreaterThan(250);
    const troubles: string[] = [];
    const openHalf = async (half: number) => {
      const page = await browser.newPage({ viewport: PHONE });
      const said = troublesOf(page, site.url);
      await page.goto(`${site.url}/api/index.html`);
      await hydrated(page);
      const titles = await page.evaluate(openAll, half);
      troubles.push(...said);
      await page.close();
      return titles;
    };
    const opened = Object.assign({}, ...(await Promise.all([openHalf(0), openHalf(1)])));
    const paths = wanted.map((file) => `/${file.replace(/index\.html$/, '')}`);
    expect(Object.keys(opened).sort()).toEqual(paths.filter((path) => path !== '/api/').sort());
    for (const [path, title] of Object.entries(opened)) {
      const name = /([^/]+?)(\.html)?\/?$/.exec(path)?.[1] ?? '';
      expect(title, path).toContain(name);
    }
    expect(troubles).toEqual([]);
  });

  test('of the guide and the chapters is there in both languages', async () => {
    const files = await pages();
    const written = files.filter((file) => /^(guide|chapters)\//.test(file));
    expect(written.length).toBeGreaterThanOrEqual(11);
    expect(files.filter((file) => /^ja\/(guide|chapters)\//.test(file))).toEqual(
      written.map((file) => `ja/${file}`),
    );
  });
});
