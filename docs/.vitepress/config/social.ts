import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HeadConfig, PageData, TransformContext } from 'vitepress';
import { siteUrl } from '../../../tools/site-address.mjs';
import { firstParagraph } from './first-paragraph';

/** What `pnpm pictures` has made of pages. */
const PICTURES = path.resolve(import.meta.dirname, '../../public/pictures');

/** A page says what it is about in its first paragraph, for search engines and for those who are sent its link. */
export function describePage(page: PageData, srcDir: string): void {
  if (page.description) return;
  const file = path.join(srcDir, page.filePath);
  if (existsSync(file)) page.description = firstParagraph(readFileSync(file, 'utf8'));
}

/** What a link to the page shows where it is shared: title, text and a picture. */
export function socialHead({ pageData, title, description }: TransformContext): HeadConfig[] {
  const { relativePath } = pageData;
  const japanese = relativePath.startsWith('ja/');
  const at = relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html');
  const properties = {
    'og:site_name': 'dl',
    'og:type': 'website',
    'og:locale': japanese ? 'ja_JP' : 'en_US',
    'og:url': new URL(encodeURI(at), siteUrl()).href,
    'og:title': pageData.title || title,
    'og:description': description,
    'og:image': new URL(`pictures/${pictureOf(relativePath)}`, siteUrl()).href,
    'og:image:width': '1200',
    'og:image:height': '630',
  };
  return [
    ...Object.entries(properties).map(
      ([property, content]): HeadConfig => ['meta', { property, content }],
    ),
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ];
}

/** A chapter has a picture of its own in each language, other pages that of their kind. */
function pictureOf(relativePath: string): string {
  const [, ja = '', name = ''] = /^(ja\/)?(.*)\.md$/.exec(relativePath) ?? [];
  const own = name.replaceAll('/', '-');
  const kind = name.replace(/\/.*$/, '');
  const prefix = ja && 'ja-';
  const names = [`${prefix}${own}`, own, `${prefix}${kind}`, kind, `${prefix}index`, 'index'];
  const found = names.find((one) => existsSync(path.join(PICTURES, `${one}.webp`)));
  return `${found ?? 'index'}.webp`;
}
