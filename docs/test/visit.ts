import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/chromium.mjs';

/** The built site. */
export const DIST = fileURLToPath(new URL('../.vitepress/dist', import.meta.url));

/** Starts the installed Chromium. */
export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS });
}

/**
 * What goes wrong on a page while it is looked at: its console's errors and warnings, exceptions, requests without an answer,
 * and requests to anywhere but `home`.
 */
export function troublesOf(page: Page, home: string): string[] {
  const troubles: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(home) && !request.url().startsWith('data:'))
      troubles.push(`${request.url()}: from elsewhere`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('requestfailed', (request) => {
    // A page that is left drops what it was still fetching ahead.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      troubles.push(`${request.url()} failed`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.url()}: ${response.status()}`);
  });
  return troubles;
}

/** A page of the site with its theme chosen, as the switch keeps it. */
export async function open(
  context: BrowserContext,
  url: string,
  theme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript((value) => {
    localStorage.setItem('vitepress-theme-appearance', value);
  }, theme);
  await page.goto(url);
  await hydrated(page);
  return page;
}

/** Waits until the theme's app has taken over the page that was sent. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => '__vue_app__' in (document.getElementById('app') ?? {}));
}
