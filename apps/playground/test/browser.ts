import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../../tools/chromium.mjs';

/** The built playground. */
export const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** Chromium, on this machine. */
export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS });
}

/** A page, and what it said on the console that nobody should have to read. */
export interface Visit {
  readonly page: Page;
  readonly said: string[];
}

const profiles = new WeakMap<Browser, Promise<BrowserContext>>();

/** A profile without service workers, which would reload the page once. */
async function profile(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  return context;
}

/**
 * Opens an address: with `options` in a fresh profile, else in one that such visits of a browser share, so that code is
 * loaded once.
 */
export async function visit(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<Visit> {
  let context: BrowserContext;
  if (options) context = await profile(browser, options);
  else {
    const shared = profiles.get(browser) ?? profile(browser);
    profiles.set(browser, shared);
    context = await shared;
  }
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    const loud = message.type() === 'error' || message.type() === 'warning';
    if (loud && !text.includes('blocked by Playwright')) said.push(text);
  });
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(url);
  return { page, said };
}

/** Waits until the experiment is in a state: `ready`, `running`, `paused` or `failed`. */
export async function untilState(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`[data-state="${state}"]`);
}

/** A number or name of the status line, as the page holds it. */
export async function status(page: Page, name: string): Promise<string> {
  return (await page.getAttribute(`[data-status="${name}"]`, 'data-value')) ?? '';
}

/** Waits until so many steps are made. @param timeout milliseconds, where steps are slow */
export async function untilStep(page: Page, step: number, timeout?: number): Promise<void> {
  await page.waitForFunction(
    (least) => {
      const element = document.querySelector<HTMLElement>('[data-status="step"]');
      return Number(element?.dataset.value) >= least;
    },
    step,
    timeout === undefined ? {} : { timeout },
  );
}

/** The share of held-out pairs that are right in every bit. */
export async function exactShare(page: Page): Promise<number> {
  return Number(await page.getAttribute('[data-role="exact"]', 'data-value'));
}

/** Clicks one of the buttons `start` (or pause), `step`, `reset`, `copy`. */
export async function press(page: Page, button: string): Promise<void> {
  await page.click(`[data-role="${button}"]`);
}

/** The settings in a page's address. */
export function addressOf(page: Page): { path: string; query: Record<string, string> } {
  const { hash } = new URL(page.url());
  // A question mark may be in a value too.
  const [path = ''] = hash.slice(1).split('?');
  const search = hash.slice(path.length + 2);
  return { path, query: Object.fromEntries(new URLSearchParams(search)) };
}
