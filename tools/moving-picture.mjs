/**
 * Records the README's moving picture, `pnpm picture` after `pnpm site:build`: the playground's own page, a frame every ten
 * steps from the first to the one where it adds without a mistake. The page is asked for each step, so that every machine records
 * the same.
 */
import path from 'node:path';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { CARDS_ALONE } from './picture-styles.mjs';
import { ROOT } from './run.mjs';
import { serveFiles } from './serve-files.mjs';

const FILE = path.join(ROOT, 'docs/public/learning.webp');
const MOST = 400_000;

const FRAMES = 46;
const STEPS = 10;
/** In ms; the last frame stays, so that it can be read. */
const DELAY = 100;
const REST = 1600;

const executablePath = findChromium();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
const site = await serveFiles(path.join(ROOT, 'docs/.vitepress/dist'));
const frames = [];
try {
  const page = await browser.newPage({
    viewport: { width: 800, height: 484 },
    deviceScaleFactor: 1.2,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const address = (step) => `#/rnn?lang=en&theme=light&speed=0&step=${step}`;
  await page.goto(`${site.url}/play/rnn.html${address(0)}`);
  await page.waitForSelector('[data-state="ready"]');
  await page.addStyleTag({ content: CARDS_ALONE });
  for (let frame = 0; frame < FRAMES; frame++) {
    const step = frame * STEPS;
    await page.evaluate((hash) => {
      location.hash = hash;
    }, address(step));
    await page.waitForSelector(`[data-status="step"][data-value="${step}"]`, { state: 'attached' });
    // Drawn in the next frames.
    await page.waitForTimeout(150);
    frames.push(await page.screenshot());
  }
} finally {
  await browser.close();
  await site.close();
}

const delay = frames.map((_, i) => (i === frames.length - 1 ? REST : DELAY));
const { size, width, pageHeight } = await sharp(frames, { join: { animated: true } })
  .webp({ quality: 60, effort: 6, loop: 0, delay, minSize: true })
  .toFile(FILE);
console.log(
  `${path.relative(ROOT, FILE)}: ${width} × ${pageHeight}, ${(size / 1000).toFixed(1)} kB`,
);
if (size > MOST) throw new Error(`learning.webp: expected at most ${MOST} bytes, got ${size}`);
