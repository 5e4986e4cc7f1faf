import type { TopicPage } from './topics';

/** Where the repository is and where packages are on npm, if anybody said when this was built: `tools/site-address.mjs`. */
declare const __SOURCE__: string;
declare const __NPM__: string;

/** Where a page leads: the playground lies in `play/` of the site. */
export function linksOf({ topic, lesson, chapter }: TopicPage) {
  const folder = `packages/lessons/src/${topic}/${lesson}`;
  const name = `@dl/${topic}`;
  return {
    chapter: chapter && {
      en: `../chapters/${chapter}.html`,
      ja: `../ja/chapters/${chapter}.html`,
    },
    folder,
    source: __SOURCE__ && `${__SOURCE__}/tree/HEAD/${folder}`,
    name,
    npm: __NPM__ && `${__NPM__}${name}`,
  };
}
