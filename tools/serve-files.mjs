import { createServer } from 'node:http';
import sirv from 'sirv';

/** Headers that isolate a page, which brings threads. */
export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves files on loopback at a free port, as a static host does: `/` is index.html, and what is not there is a 404. The
 * first of several folders that has a file sends it. A file is read when it is asked for, so it may be written later.
 *
 * @param {string | readonly string[]} folders
 * @param {object} [options]
 * @param {Readonly<Record<string, string>>} [options.headers] sent with everything
 * @param {Readonly<Record<string, string>>} [options.pages] HTML or scripts that are in no file, by their path
 * @param {RegExp} [options.silent] paths that are never answered
 * @param {(path: string) => void} [options.onSend] told the path of each file before it is sent
 * @returns {Promise<{ url: string, close(): Promise<void> }>} the address, without a slash at its end
 */
export async function serveFiles(folders, { headers = {}, pages = {}, silent, onSend } = {}) {
  const setHeaders = (_response, path) => onSend?.(path);
  const handlers = [folders]
    .flat()
    .map((folder) => sirv(folder, { dev: true, etag: true, extensions: ['html'], setHeaders }));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (silent?.test(pathname)) return;
    response.setHeaders(new Map(Object.entries(headers)));
    const page = pages[pathname];
    if (page !== undefined) {
      const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html;charset=utf-8';
      response.writeHead(200, { 'Content-Type': type }).end(page);
      return;
    }
    const missing = () => response.writeHead(404).end();
    handlers.reduceRight((next, handle) => () => handle(request, response, next), missing)();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
