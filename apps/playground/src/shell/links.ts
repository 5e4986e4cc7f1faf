/** Where the repository is and where packages are on npm, if anybody said when this was built: `tools/site-address.mjs`. */
declare const __SOURCE__: string;
declare const __NPM__: string;

/** What a route says of its topic. */
export interface Shown {
  readonly topic: string;
  /** The lesson that its page shows. */
  readonly lesson: string;
  readonly chapter: string | undefined;
}

/** Where a topic's page leads: the playground lies in `play/` of the site. */
export function linksOf({ topic, lesson, chapter }: Shown) {
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
