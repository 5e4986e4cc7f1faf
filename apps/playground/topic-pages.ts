import type { Plugin } from 'vite';
import { npmUrl, siteUrl, sourceUrl } from '../../tools/site-address.mjs';
import { standingPages } from '../../tools/topics.mjs';

const MARK = '<!-- social -->';

/**
 * Tells the program what pages `topics.json` has, and gives each an HTML file of its own beside index.html, the same program:
 * what is after `#` in a link is not sent, so only by its file can a host tell those who preview the link which page it is.
 */
export function topicPages(): Plugin {
  return {
    name: 'topic-pages',
    enforce: 'post',
    config: () => ({
      define: {
        __SOURCE__: JSON.stringify(sourceUrl() ?? ''),
        __NPM__: JSON.stringify(npmUrl('') ?? ''),
        __PAGES__: JSON.stringify(standingPages()),
      },
    }),
    generateBundle(_options, bundle) {
      const index = bundle['index.html'];
      if (index?.type !== 'asset') throw new Error('index.html: expected it in the bundle');
      const html = String(index.source);
      const [, name = ''] = /<title>(.*)<\/title>/.exec(html) ?? [];
      const [, text = ''] = /<meta name="description" content="(.*)"/.exec(html) ?? [];
      index.source = html.replace(MARK, social({ file: '', title: name, text, picture: 'index' }));
      for (const page of standingPages()) {
        const title = `${page.title.en} – ${name}`;
        const file = `${page.file}.html`;
        const about = { file, title, text: page.summary.en, picture: page.file };
        this.emitFile({
          type: 'asset',
          fileName: file,
          source: html
            .replace(/<title>.*<\/title>/, () => `<title>${escaped(title)}</title>`)
            .replace(MARK, () => social(about)),
        });
      }
    },
  };
}

interface About {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly picture: string;
}

function social({ file, title, text, picture }: About): string {
  const at = (path: string) => new URL(`play/${path}`, siteUrl()).href;
  const properties = {
    'og:site_name': 'dl',
    'og:type': 'website',
    'og:url': at(file),
    'og:title': title,
    'og:description': text,
    'og:image': at(`pictures/${picture}.webp`),
    'og:image:width': '1200',
    'og:image:height': '630',
  };
  return [
    ...Object.entries(properties).map(
      ([name, content]) => `<meta property="${name}" content="${escaped(content)}" />`,
    ),
    '<meta name="twitter:card" content="summary_large_image" />',
  ].join('\n    ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
