/** Follows the links of a built site: files, anchors, images, scripts and frames. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from './workspace.mjs';

/** What stands in attributes that lead somewhere. */
const LINK = /\s(href|src)="([^"]*)"/g;

/**
 * The dead links of the site in `folder`, which is served under `base`: addresses of our own that lead to no file, or to an
 * anchor that its page has not. What lies in play/ is a program with addresses of its own; its files are looked at, its
 * anchors are not.
 */
export async function checkLinks(folder, base) {
  const problems = [];
  const files = (await filesBelow(folder)).filter((file) => file.endsWith('.html'));
  const pages = new Map();
  for (const file of files) pages.set(file, await readFile(path.join(folder, file), 'utf8'));
  const anchors = new Map();
  const anchorsOf = (file) => {
    if (!anchors.has(file)) {
      const ids = [...(pages.get(file) ?? '').matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      anchors.set(file, new Set(ids.map(plain)));
    }
    return anchors.get(file);
  };
  let links = 0;
  for (const [file, html] of pages) {
    for (const [, attribute, escaped] of withoutScripts(html).matchAll(LINK)) {
      const link = plain(escaped);
      if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(link)) {
        if (attribute === 'src' && !link.startsWith('data:'))
          problems.push(`${file}: ${link}: expected nothing from elsewhere`);
        continue;
      }
      links++;
      const { pathname, hash } = new URL(link, `http://site${base}${file}`);
      const where = decodeURIComponent(pathname);
      const target = where.startsWith(base) && fileOf(folder, where.slice(base.length));
      if (!target) problems.push(`${file}: ${link}: expected a file of the site, got none`);
      else if (hash && target.endsWith('.html') && !target.startsWith('play/')) {
        const id = decodeURIComponent(hash.slice(1));
        if (!anchorsOf(target).has(id))
          problems.push(`${file}: ${link}: expected #${id}, got none`);
      }
    }
  }
  return { problems, pages: pages.size, links };
}

/** The file that a static host sends for a path; undefined if there is none. */
function fileOf(folder, where) {
  const file = where === '' || where.endsWith('/') ? `${where}index.html` : where;
  const full = path.join(folder, file);
  return existsSync(full) && statSync(full).isFile() ? file : undefined;
}

/** Scripts hold texts that look like links. */
function withoutScripts(html) {
  return html.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1');
}

function plain(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
