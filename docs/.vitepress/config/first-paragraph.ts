const MOST = 200;

/** What stands before a page's text, between its paragraphs, or is drawn rather than read. */
const NO_TEXT = /^(#|\[API reference\]|>|<|```|:::|\||[-*+] |\d+\. |!\[|\$\$|\*\*\*|---)/;

/** The first paragraph of a Markdown page as plain text, cut at a word; empty if the page has none. */
export function firstParagraph(markdown: string): string {
  const body = markdown
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '');
  const blocks = body.split(/\n\s*\n/).map((block) => block.trim());
  const paragraph = blocks.find((block) => block && !NO_TEXT.test(block) && !block.includes('@{'));
  return cut(plain(paragraph ?? ''));
}

function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/[*_]{1,2}([^*_]+)[*_]{1,2}/g, '$1')
    .replace(/[`$\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function cut(text: string): string {
  if (text.length <= MOST) return text;
  const room = text.slice(0, MOST);
  // A whole sentence, if one fits; Japanese has no spaces.
  const sentence = /^.{60,}[.。](?=\s|\P{ASCII}|$)/u.exec(room)?.[0];
  return sentence ?? `${room.replace(/\s+\S*$/, '')}…`;
}
