import { createContentLoader } from 'vitepress';

/** A record of a decision: its page and its heading without the number. */
export interface Decision {
  readonly url: string;
  readonly title: string;
}

declare const data: readonly Decision[];

export { data };

export default createContentLoader('decisions/0*.md', {
  includeSrc: true,
  transform: (pages): Decision[] =>
    pages
      .map(({ url, src = '' }) => ({ url, title: /^# (?:\d+\. )?(.*)$/m.exec(src)?.[1] ?? url }))
      .sort((a, b) => (a.url < b.url ? -1 : 1)),
});
