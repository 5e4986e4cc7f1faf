import { expect, test } from 'vitest';
import { fillSizes } from './size-tables.mjs';

const sizes = {
  pages: { dense: { ours: 67_700, binary: 139_400 } },
  installs: { least: { bytes: 41_600_000, packages: 12 } },
};
const mark = (name, value = '') => `<!-- size ${name} -->${value}<!-- /size -->`;

test('figures stand between their marks, and take the place of older ones', () => {
  const names = [
    'pages.dense.ours',
    'pages.dense.all',
    'installs.least.bytes',
    'installs.least.packages',
  ];
  const text = `| ${names.map((name) => mark(name, '1 kB')).join(' | ')} |`;
  const [ours, all, disk, packages] = ['68 kB', '207 kB', '42 MB', '12'];
  expect(fillSizes(text, sizes)).toBe(
    `| ${[ours, all, disk, packages].map((value, i) => mark(names[i], value)).join(' | ')} |`,
  );
  expect(() => fillSizes(mark('pages.lstm.ours'), sizes)).toThrow(
    'sizes: pages.lstm.ours: expected a figure, got none',
  );
});
