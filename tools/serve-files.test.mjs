import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder } from './fixture.mjs';
import { ISOLATED, serveFiles } from './serve-files.mjs';

const FILES = {
  'site/index.html': '<p>home</p>',
  'site/a b/index.html': '<p>inner</p>',
  'site/app.js': 'export {};',
  'site/kernel.wasm': '\0asm',
  'more/app.js': 'hidden',
  'more/style.css': 'p {}',
  'secret.txt': 'outside',
};

/** Serves the folders of `FILES`, and gives what `use` makes of a fetch. */
function served(options, use) {
  return inFolder(FILES, async (root) => {
    const folders = ['site', 'more'].map((name) => path.join(root, name));
    const site = await serveFiles(folders, options);
    const get = async (name, init) => {
      const response = await fetch(`${site.url}${name}`, init);
      const { status, headers } = response;
      return { status, headers, type: headers.get('content-type'), text: await response.text() };
    };
    try {
      return await use(get, root);
    } finally {
      await site.close();
      await expect(fetch(site.url)).rejects.toThrow();
    }
  });
}

describe('serveFiles', () => {
  test('sends index.html of a folder, and types that a browser asks for', () =>
    served({}, async (get) => {
      const home = { status: 200, type: 'text/html;charset=utf-8', text: '<p>home</p>' };
      expect(await get('/')).toMatchObject(home);
      expect(await get('/?a=1')).toMatchObject(home);
      expect(await get('/a%20b/')).toMatchObject({ status: 200, text: '<p>inner</p>' });
      expect((await get('/app.js')).type).toBe('text/javascript');
      // WebAssembly.instantiateStreaming takes no other.
      expect((await get('/kernel.wasm')).type).toBe('application/wasm');
    }));

  test('takes the first folder that has the file', () =>
    served({}, async (get) => {
      expect(await get('/app.js')).toMatchObject({ text: 'export {};' });
      expect(await get('/style.css')).toMatchObject({ type: 'text/css', text: 'p {}' });
    }));

  test('answers 404 to what is not there, and to what is outside', () =>
    served({ headers: ISOLATED }, async (get) => {
      const missing = await get('/none.js');
      expect([missing.status, missing.text]).toEqual([404, '']);
      expect(missing.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect((await get('/..%2fsecret.txt')).status).toBe(404);
      expect((await get('/%2e%2e/secret.txt')).status).toBe(404);
    }));

  test('sends the headers that isolate a page with everything', () =>
    served({ headers: ISOLATED, pages: { '/own.html': '<p>own</p>' } }, async (get) => {
      for (const name of ['/', '/kernel.wasm', '/own.html']) {
        const { headers } = await get(name);
        expect(headers.get('cross-origin-opener-policy'), name).toBe('same-origin');
        expect(headers.get('cross-origin-embedder-policy'), name).toBe('require-corp');
      }
      expect((await get('/own.html')).text).toBe('<p>own</p>');
    }));

  test('sends a file as it is now, and not twice to who has it', () =>
    served({}, async (get, root) => {
      const etag = (await get('/app.js')).headers.get('etag');
      const again = { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } };
      expect((await get('/app.js', again)).status).toBe(304);
      await writeFile(path.join(root, 'site/app.js'), 'export const x = 1;');
      expect(await get('/app.js', again)).toMatchObject({
        status: 200,
        text: 'export const x = 1;',
      });
      await writeFile(path.join(root, 'site/late.js'), 'late');
      expect((await get('/late.js')).text).toBe('late');
    }));

  test('never answers a path that is to be silent', () =>
    served({ silent: /mute/ }, async (get) => {
      const signal = AbortSignal.timeout(100);
      await expect(get('/mute/app.js', { signal })).rejects.toThrow('timeout');
      expect((await get('/app.js')).status).toBe(200);
    }));

  test('tells which files it sends', () => {
    const sent = [];
    return served({ onSend: (name) => sent.push(name) }, async (get) => {
      await get('/');
      await get('/none.js');
      await get('/a%20b/');
      expect(sent).toEqual(['/', '/a b/']);
    });
  });
});
