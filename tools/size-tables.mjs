/** Tables of what `page-sizes.mjs` measured, in a page of the guide. */

const MARK = /(<!-- size ([\w.-]+) -->)[^<|]*(<!-- \/size -->)/g;

/**
 * `text` with figures between its marks, `<!-- size pages.dense.ours -->68 kB<!-- /size -->`: pages in kB, `all` their sum,
 * installs in MB, packages as a number.
 *
 * @throws Error for a figure that was not measured
 */
export function fillSizes(text, sizes) {
  return text.replace(MARK, (_, start, name, end) => `${start}${figure(sizes, name)}${end}`);
}

function figure(sizes, name) {
  const [kind, which, part] = name.split('.');
  const row = sizes[kind]?.[which] ?? {};
  const bytes = part === 'all' ? Object.values(row).reduce((a, b) => a + b, 0) : row[part];
  if (!(bytes > 0)) throw new Error(`sizes: ${name}: expected a figure, got none`);
  if (part === 'packages') return `${bytes}`;
  return kind === 'pages' ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`;
}
