import { serveFiles } from '../serve-files.mjs';

const TIMEOUT = 60_000;

/**
 * Opens the page that lies in `folder` and waits until it says that it is done (`data-state="done"` on its root). Resolves
 * with what it printed, `problem` (an error on the page or its console, or that it was never done) or undefined, and what
 * `look` made of the page.
 */
export async function visit(browser, folder, look = () => undefined) {
  const server = await serveFiles(folder);
  const page = await browser.newPage();
  const printed = [];
  const errors = [];
  page.on('console', (message) => {
    (message.type() === 'error' ? errors : printed).push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  try {
    await page.goto(`${server.url}/`);
    const deadline = Date.now() + TIMEOUT;
    const state = () => page.evaluate('document.documentElement.dataset.state');
    while ((await state()) !== 'done' && errors.length === 0) {
      if (Date.now() > deadline) errors.push(`expected it to be done in ${TIMEOUT / 1000} s`);
      await page.waitForTimeout(50);
    }
    const seen = errors.length === 0 ? await look(page) : undefined;
    return { printed: printed.join('\n'), problem: errors[0], seen };
  } finally {
    await page.close();
    await server.close();
  }
}
