import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { siteUrl } from '../../tools/site-address.mjs';
import { DIST } from './visit';

const PICTURES = ['pictures', 'play/pictures'];

function pages(): string[] {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' });
  return files.map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.html'));
}

/** What a page says to those who preview a link to it, by property. */
async function socialOf(file: string): Promise<Record<string, string>> {
  const html = await readFile(path.join(DIST, file), 'utf8');
  const found = html.matchAll(/<meta property="(og:[\w:]+)" content="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, property, content]) => [property, content]));
}

test('every page of site and playground has title, description and picture for those who share it', async () => {
  const problems: string[] = [];
  const titles = new Map<string, string>();
  const home = siteUrl();
  for (const file of pages()) {
    const social = await socialOf(file);
    for (const name of ['og:title', 'og:description', 'og:url'])
      if (!social[name]) problems.push(`${file}: no ${name}`);
    const image = social['og:image'] ?? '';
    const picture = image.startsWith(home.href) ? image.slice(home.href.length) : '';
    if (!picture || !existsSync(path.join(DIST, picture)))
      problems.push(`${file}: og:image: expected a file of the site, got ${image || 'none'}`);
    titles.set(file, social['og:title'] ?? '');
  }
  expect(problems).toEqual([]);
  expect(titles.size).toBeGreaterThan(400);
  expect(titles.get('play/rnn.html')).toBe('Recurrent networks – dl playground');
  expect(titles.get('ja/chapters/rnn.html')).toBe('再帰型ニューラルネットワークとBPTT');
});

test('a chapter has its own picture in each language, and says what it is about', async () => {
  const [en, ja] = await Promise.all(
    ['chapters/rnn.html', 'ja/chapters/rnn.html'].map((file) => socialOf(file)),
  );
  expect(en?.['og:image']).toMatch(/\/pictures\/chapters-rnn\.webp$/);
  expect(ja?.['og:image']).toMatch(/\/pictures\/ja-chapters-rnn\.webp$/);
  expect(en?.['og:description']).toMatch(
    /^A recurrent network reads a sequence one step at a time/,
  );
  expect(ja?.['og:description']).toMatch(/^再帰型ニューラルネットワーク/);
});

test('all pictures together are small', () => {
  const sizes = PICTURES.flatMap((folder) =>
    readdirSync(path.join(DIST, folder)).map(
      (name) => statSync(path.join(DIST, folder, name)).size,
    ),
  );
  expect(sizes.length).toBeGreaterThan(10);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
});
