import { readdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFiles } from '../../tools/serve-files.mjs';
import { findWide } from './columns';
import { DIST, launch } from './visit';

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFiles>>;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serveFiles(DIST)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const HEIGHT = 900;
/** A desktop, where lines of code stand whole, and a phone. */
const DESKTOP = 1440;
const WIDTHS = [DESKTOP, 390];

async function pages(): Promise<string[]> {
  const files = await readdir(DIST, { recursive: true });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.html$/.test(file) && !/^(play\/|404)/.test(file));
}

/** Calls `look` with a page as it is sent: no script has a part in the widths, and most of the time would be theirs. */
async function withPage(look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'light' });
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
}

const isApi = (file: string) => /^api\/.*\//.test(file);

test('on no written page is anything wider than its column, or a line of code broken', async () => {
  const files = (await pages()).filter((file) => !isApi(file));
  expect(files.length).toBeGreaterThan(50);
  const problems: string[] = [];
  await withPage(async (page) => {
    for (const file of files) {
      await page.goto(`${site.url}/${file}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        const found = await page.evaluate(findWide, width === DESKTOP);
        problems.push(...found.map((what) => `${file} at ${width}: ${what}`));
      }
    }
  });
  expect(problems).toEqual([]);
}, 120_000);

test('nor on a page of the API', async () => {
  const files = (await pages()).filter(isApi);
  expect(files.length).toBeGreaterThan(250);
  const problems: string[] = [];
  await withPage(async (page) => {
    // All have one frame: only what is in it changes.
    await page.goto(`${site.url}/${files[0]}`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      for (const file of files) {
        await page.evaluate(show, `${site.url}/${file}`);
        const found = await page.evaluate(findWide, false);
        problems.push(...found.map((what) => `${file} at ${width}: ${what}`));
      }
    }
  });
  expect(problems).toEqual([]);
}, 120_000);

/** In a page: puts the text of another one of the same kind in the place of its own. */
async function show(address: string): Promise<void> {
  const html = await (await fetch(address)).text();
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const other = new DOMParser().parseFromString(main, 'text/html').querySelector('.vp-doc');
  document.querySelector('.vp-doc')?.replaceWith(other ?? '');
}

test('what is cut, wider or broken is found', async () => {
  const page = await browser.newPage({ viewport: { width: 400, height: 400 } });
  const line = `<span class="line" style="display: inline-block">${'word '.repeat(15)}</span>`;
  await page.setContent(`
    <div class="vp-doc">
      <div style="overflow-x: auto"><p style="width: 900px">cut</p></div>
      <div class="scroll-table" style="overflow-x: auto"><p style="width: 900px">no name</p></div>
      <div class="scroll-table" tabindex="0" aria-label="Table" style="overflow-x: auto">
        <p style="width: 900px">table</p>
      </div>
      <pre style="white-space: pre-wrap; line-height: 20px">${line}</pre>
      <div class="katex-display" style="overflow-x: auto"><p style="width: 900px">formula</p></div>
    </div>`);
  const kinds = async (whole: boolean) => {
    const found = await page.evaluate(findWide, whole);
    return found.map((text) => text.replace(/:.*/, ''));
  };
  expect(await kinds(true)).toEqual(['cut', 'cut', 'broken']);
  expect(await kinds(false)).toEqual(['cut', 'cut']);
  await page.close();
});
