import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ISOLATED, serveFiles } from '../../tools/serve-files.mjs';
import { npmUrl } from '../../tools/site-address.mjs';
import { standingTopics } from '../../tools/topics.mjs';
import { DIST, launch, open } from './visit';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFiles>>;
/** One for all tests that need no other: what it has fetched it has. */
let context: BrowserContext;

beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), serveFiles(DIST)]);
  context = await browser.newContext();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Looks at a page of the site. */
async function at<T>(path: string, theme: 'light' | 'dark', look: (page: Page) => Promise<T>) {
  const page = await open(context, `${site.url}${path}`, theme);
  try {
    return await look(page);
  } finally {
    await page.close();
  }
}

describe('search', () => {
  test.each([
    ['/', 'Recurrent networks', ['clipByGlobalNorm', 'vanish']],
    ['/ja/', '再帰型ニューラルネットワーク', ['勾配消失', '通時的逆伝播', 'シグモイド']],
  ])('on %s finds %s by its words, and nothing by others', async (path, title, words) => {
    await at(path, 'light', async (page) => {
      await page.locator('.DocSearch-Button').click();
      for (const word of words) {
        await page.locator('.search-input').fill(word);
        await page.locator('.results .result', { hasText: title }).first().waitFor();
        await page.locator('.search-input').fill('勾玉zzqx');
        await page.locator('.no-results').waitFor();
      }
    });
  });
});

describe('the frame of a page', () => {
  test('turns dark and back, and keeps the choice', async () => {
    await at('/guide/start.html', 'light', async (page) => {
      const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark'));
      expect(await isDark()).toBe(false);
      await page.locator('.VPNavBarAppearance button').click();
      expect(await isDark()).toBe(true);
      expect(await page.evaluate(() => localStorage.getItem('vitepress-theme-appearance'))).toBe(
        'dark',
      );
      await page.locator('.VPNavBarAppearance button').click();
      expect(await isDark()).toBe(false);
    });
  });

  test.each([
    ['/guide/memory.html', '/ja/guide/memory.html'],
    ['/ja/chapters/rnn.html', '/chapters/rnn.html'],
    ['/api/@dl/core/functions/train.html', '/ja/'],
  ])('switches the language of %s to %s', async (from, to) => {
    await at(from, 'light', async (page) => {
      await page.locator('.VPNavBarTranslations button').click();
      await page.locator('.VPNavBarTranslations .VPMenuLink a').click();
      await page.waitForURL(`${site.url}${to}`);
    });
  });

  test('says the theme’s own words in Japanese', async () => {
    await at('/ja/guide/memory.html', 'light', async (page) => {
      for (const word of ['このページの内容', '前のページ', '次のページ', '検索'])
        await page.locator(`text=${word} >> visible=true`).first().waitFor();
      for (const word of ['On this page', 'Previous page', 'Next page', 'Search'])
        expect(await page.locator(`text=${word} >> visible=true`).count(), word).toBe(0);
    });
  });

  test.each([
    ['/ja/guide/memory.html', true],
    ['/guide/memory.html', false],
  ])('names its parts for screen readers in the language of %s', async (path, japanese) => {
    await at(path, 'light', async (page) => {
      const names = await page.locator('[aria-label], [aria-labelledby]').evaluateAll((all) =>
        all
          .filter((element) => !element.matches('.header-anchor, .VPNavBarTitle *'))
          .map((element) => {
            const by = element.getAttribute('aria-labelledby') ?? '';
            const text = document.getElementById(by)?.textContent;
            return (text ?? element.getAttribute('aria-label') ?? '').trim();
          }),
      );
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) expect(/[ぁ-ん一-龠ァ-ヶ]/.test(name), name).toBe(japanese);
    });
  });
});

describe('the live demo of a chapter', () => {
  test.each([
    ['/chapters/rnn.html', false],
    ['/ja/chapters/rnn.html', false],
    ['/chapters/rnn.html', true],
    ['/ja/chapters/lstm-gru.html', false],
    ['/chapters/attention.html', false],
  ])('on %s, isolated: %s', async (path, isolated) => {
    const host = isolated ? await serveFiles(DIST, { headers: ISOLATED }) : site;
    const own = await browser.newContext();
    try {
      const page = await open(own, `${host.url}${path}`);
      expect(await page.locator('iframe').count()).toBe(0); // not before it comes into view
      await page.locator('.live-demo').scrollIntoViewIfNeeded();
      const frame = page.locator('.live-demo iframe');
      await frame.waitFor();
      const [, topic = ''] = /chapters\/(.+)\.html/.exec(path) ?? [];
      expect(await frame.getAttribute('title')).toContain(topic);
      const demo = page.frameLocator('.live-demo iframe');
      // By itself, now that it is seen.
      await demo.locator('[data-state="running"]').waitFor();
      const root = demo.locator('html');
      expect(await root.getAttribute('lang')).toBe(path.startsWith('/ja') ? 'ja' : 'en');
      expect(await root.evaluate(() => crossOriginIsolated)).toBe(isolated);
      expect(await root.getAttribute('data-theme')).toBe('light');
      await page.locator('.VPNavBarAppearance button').click();
      await demo.locator('html[data-theme="dark"]').waitFor();
    } finally {
      await own.close();
      if (isolated) await host.close();
    }
  });
});

test.each(['/', '/ja/'])(
  'on %s a network learns above the fold, and stands when it is scrolled away',
  async (path) => {
    await at(path, 'light', async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      const demo = page.frameLocator('.live-demo iframe');
      await demo.locator('[data-state="running"]').waitFor();
      const card = await demo.locator('.cards > *').first().boundingBox();
      expect((card?.y ?? 900) + (card?.height ?? 0)).toBeLessThan(900);
      await page.locator('#packages').scrollIntoViewIfNeeded();
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await demo.locator('[data-state="paused"]').waitFor();
      const hrefs = await page
        .locator('.home-links a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(hrefs.some((href) => href?.includes('npmjs.com'))).toBe(
        npmUrl('@dl/core') !== undefined,
      );
      expect(hrefs.some((href) => href?.includes('/play/index.html'))).toBe(true);
      expect(await page.locator('#compare + .scroll-table table').count()).toBe(1);
    });
  },
);

test.each(['/benchmarks.html', '/ja/benchmarks.html'])(
  'on %s every ratio has its bar in sight of a phone',
  async (path) => {
    await at(path, 'light', async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const rows = page.locator('[data-row]');
      expect(await rows.count()).toBeGreaterThan(45);
      const bars = await page.locator('.ratio').evaluateAll((all) =>
        all.map((bar) => {
          const { left, right } = bar.getBoundingClientRect();
          const track = bar.querySelector('.track')?.getBoundingClientRect().width ?? 0;
          return left >= 0 && right <= 390 && track > 120;
        }),
      );
      expect(bars.length).toBeGreaterThan(60);
      expect(bars.every(Boolean)).toBe(true);
      // What models reach comes after all races, beside a peer or not; then what has none.
      const idsOf = (section: string) =>
        page
          .locator(`section:has(#${section}) [data-row]`)
          .evaluateAll((all) => all.map((row) => row.getAttribute('data-row')));
      expect(await idsOf('quality')).toEqual(
        expect.arrayContaining(['lstm-gru/tagging-one', 'rnn/addition-exact-source']),
      );
      expect(await idsOf('alone')).toEqual(['core/mnist-seconds']);
      expect(await rows.last().getAttribute('data-row')).toBe('core/mnist-seconds');
      expect(await page.locator('section:has(.rows:empty)').count()).toBe(0);
    });
  },
);

describe('axe finds nothing serious', () => {
  const chapters = standingTopics().flatMap(({ chapters }) => chapters);
  const paths = [
    ...['/', '/guide/start.html', '/benchmarks.html', '/ja/'],
    ...chapters.map(({ path }) => `/chapters/${path}.html`),
  ];
  test.each(paths)('on %s, light and dark', async (path) => {
    await at(path, 'light', async (page) => {
      await page.addScriptTag({ path: AXE });
      expect(await page.evaluate(findSerious)).toEqual([]);
      await page.locator('.VPNavBarAppearance button').click();
      await page.locator('html.dark').waitFor();
      expect(await page.evaluate(findSerious)).toEqual([]);
    });
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** In the page: what axe calls serious or worse. The demo is tested where it is made. */
async function findSerious(): Promise<string[]> {
  const { axe } = window as unknown as {
    axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> };
  };
  const options = { resultTypes: ['violations'] };
  const { violations } = await axe.run({ exclude: ['iframe'] }, options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
}
