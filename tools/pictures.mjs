/**
 * Makes the pictures that a shared link shows, and the playground's list of topics: `pnpm pictures`, after `pnpm site:build`; with names,
 * `pnpm pictures transformer index`, those pages of the playground alone.
 *
 * Each is a real page at 1200 × 630, drawn at one and a half times its size so that it can be read where it is small. Those of
 * the playground show a network that has learnt. They are committed: a build copies them.
 */
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { CARDS_ALONE } from './picture-styles.mjs';
import { ROOT } from './run.mjs';
import { serveFiles } from './serve-files.mjs';
import { standingPages, standingTopics } from './topics.mjs';

const DIST = path.join(ROOT, 'docs/.vitepress/dist');
const SITE = path.join(ROOT, 'docs/public/pictures');
const PLAY = path.join(ROOT, 'apps/playground/public/pictures');

/** The pages of the playground that are asked for; none: all, and those of the site. */
const ONLY = process.argv.slice(2);
const isAsked = (name) => ONLY.length === 0 || ONLY.includes(name);

const SIZE = { width: 1200, height: 630 };
const SCALE = 1.5;

/** Pages of the site by the name of their picture: a chapter has its own in both languages, other pages that of their kind. */
function pagesOfSite() {
  const kinds = {
    index: '',
    guide: 'guide/start.html',
    api: 'api/',
    benchmarks: 'benchmarks.html',
  };
  const chapters = standingTopics().flatMap(({ chapters }) => chapters);
  const written = [
    ['index', 'index.html'],
    ...chapters.map(({ path: name }) => [`chapters-${name}`, `chapters/${name}.html`]),
  ];
  const japanese = written.map(([name, page]) => [`ja-${name}`, `ja/${page}`]);
  return [...Object.entries(kinds), ...written.slice(1), ...japanese];
}

/** A font for Japanese comes with the tools: not every machine has one. */
const FONTS = path.dirname(
  createRequire(import.meta.url).resolve('@fontsource/noto-sans-jp/package.json'),
);
const WEIGHTS = [400, 600, 700];
const PAGE_ALONE = `
  .VPLocalNav { display: none !important; }
  :is(body, button):lang(ja) { font-family: "Noto Sans JP", sans-serif; }
`;

/** With its fonts, and without what a picture does not need. */
async function dress(page) {
  await page.addStyleTag({ content: PAGE_ALONE });
  for (const weight of WEIGHTS) await page.addStyleTag({ url: `${site.url}/${weight}.css` });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle');
}

async function shoot(page, file) {
  const png = await page.screenshot();
  const { size } = await sharp(png)
    .resize(SIZE)
    .webp({ quality: 25, effort: 6, smartSubsample: true })
    .toFile(file);
  console.log(`${path.relative(ROOT, file)}: ${(size / 1000).toFixed(1)} kB`);
}

const executablePath = findChromium();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
const site = await serveFiles([DIST, FONTS]);
try {
  const viewport = { width: SIZE.width / SCALE, height: SIZE.height / SCALE };
  const context = await browser.newContext({
    ...{ viewport, deviceScaleFactor: SCALE, colorScheme: 'light', reducedMotion: 'reduce' },
    ...{ locale: 'en-US', serviceWorkers: 'block' },
  });
  const page = await context.newPage();
  await mkdir(SITE, { recursive: true });
  for (const [name, address] of ONLY.length > 0 ? [] : pagesOfSite()) {
    await page.goto(`${site.url}/${address}`, { waitUntil: 'networkidle' });
    await dress(page);
    await shoot(page, path.join(SITE, `${name}.webp`));
  }
  await mkdir(PLAY, { recursive: true });
  for (const { address, file } of standingPages()) {
    if (!isAsked(file)) continue;
    await page.goto('about:blank');
    await page.goto(`${site.url}/play/index.html#/${address}?lang=en&theme=light&step=1200`);
    await page.waitForSelector('[data-state="paused"]', { timeout: 600_000 });
    await page.addStyleTag({ content: CARDS_ALONE });
    await page.waitForTimeout(500);
    await shoot(page, path.join(PLAY, `${file}.webp`));
  }
  if (isAsked('index')) {
    // The list of topics shows those that were just made.
    await cp(PLAY, path.join(DIST, 'play/pictures'), { recursive: true });
    await page.goto('about:blank');
    await page.goto(`${site.url}/play/index.html#/?lang=en&theme=light`, {
      waitUntil: 'networkidle',
    });
    await dress(page);
    await shoot(page, path.join(PLAY, 'index.webp'));
  }
} finally {
  await browser.close();
  await site.close();
}
