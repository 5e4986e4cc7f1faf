import type { MarkdownItKatexOptions } from '@mdit/plugin-katex';

/** Formulas between `$` and `$$`; one that KaTeX cannot read fails the build. */
export const katexOptions: MarkdownItKatexOptions = {
  throwOnError: true,
  strict: true,
  // TeX has double braces, which Vue would take for its own; a wide formula scrolls, so it takes the focus.
  transformer: (html, display) =>
    html.replace(/^<([a-z]+)/, display ? '<$1 v-pre tabindex="0"' : '<$1 v-pre'),
};
