import { describe, expect, test } from 'vitest';
import { npmUrl, siteBase, siteUrl, sourceUrl } from './site-address.mjs';

describe('siteUrl', () => {
  test('ends with a slash, and has the path of the site', () => {
    const env = { SITE_URL: 'https://owner.github.io/name' };
    expect(siteUrl(env).href).toBe('https://owner.github.io/name/');
    expect(siteBase(env)).toBe('/name/');
    expect(siteBase({})).toBe('/');
  });

  test('refuses what is no address', () => {
    expect(() => siteUrl({ SITE_URL: '/name/' })).toThrow(
      'SITE_URL: expected an address such as http://localhost:4173/, got /name/',
    );
  });
});

test('sourceUrl is what is said, else the repository of the workflow, else nothing', () => {
  const github = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'a/b' };
  expect(sourceUrl('packages/rnn', github)).toBe(
    'https://github.example/a/b/tree/HEAD/packages/rnn',
  );
  expect(sourceUrl('', { ...github, SOURCE_URL: 'https://code.example/' })).toBe(
    'https://code.example',
  );
  expect(sourceUrl('packages/rnn', {})).toBeUndefined();
});

test('npmUrl is nothing before the first release', () => {
  expect(npmUrl('@dl/rnn', {})).toBeUndefined();
  expect(npmUrl('@dl/rnn', { NPM: '1' })).toBe('https://www.npmjs.com/package/@dl/rnn');
});
