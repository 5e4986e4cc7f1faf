import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkLinks } from '../../tools/check-links.mjs';
import { siteBase } from '../../tools/site-address.mjs';
import { DIST } from './visit';

test('the site has no dead link', async () => {
  const { problems, pages, links } = await checkLinks(DIST, siteBase());
  expect(problems).toEqual([]);
  expect(pages).toBeGreaterThan(250);
  expect(links).toBeGreaterThan(pages);
});

test('a dead link, a dead anchor and a picture from elsewhere are found', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'links-'));
  try {
    const other = '<h2 id="here"></h2>';
    const html =
      '<a href="other.html#here"></a><a href="other.html#gone"></a><a href="none.html"></a>' +
      '<a href="/base/other.html"></a><a href="/other.html"></a><img src="https://example.com/x.png">';
    await writeFile(path.join(folder, 'index.html'), html);
    await writeFile(path.join(folder, 'other.html'), other);
    const { problems } = await checkLinks(folder, '/base/');
    expect(problems.map((problem) => problem.split(': ')[1])).toEqual([
      'other.html#gone',
      'none.html',
      '/other.html',
      'https://example.com/x.png',
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
