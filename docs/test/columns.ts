/**
 * In a page: what of its text is wider than its column or cut off at an edge, as text. What scrolls sideways in a box of its own
 * counts as cut: nobody sees that there is more. A displayed formula may, since it cannot be broken, and so may
 * a box of class `scroll-table` that takes the focus and has a name.
 *
 * @param wholeLines whether a line of code as long as the formatter makes it must not be broken either
 */
export function findWide(wholeLines: boolean): string[] {
  const column = document.querySelector('.vp-doc');
  if (!column) return [];
  const columnEdge = column.getBoundingClientRect().right + 1;
  // Code reaches to the edges of a phone.
  const windowEdge = document.documentElement.clientWidth + 1;
  const found: string[] = [];
  const said = new Set<Element>();
  const say = (element: Element, what: string) => {
    said.add(element);
    // What is within is too wide with it.
    if (what === 'wider' && element.parentElement && said.has(element.parentElement)) return;
    const text = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);
    found.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${text}`);
  };
  for (const element of column.querySelectorAll<HTMLElement>('*')) {
    if (element.closest('.katex, svg, .header-anchor, .hidden')) continue;
    const { right, width } = element.getBoundingClientRect();
    if (width === 0) continue;
    const may = element.matches('.katex-display, .scroll-table[tabindex="0"][aria-label]');
    const scrolls = getComputedStyle(element).overflowX !== 'visible';
    const cut = scrolls && element.scrollWidth > element.clientWidth + 1;
    if (cut && !may) say(element, 'cut');
    else if (!element.closest('.katex-display, .scroll-table > *')) {
      const edge = element.closest('div[class*="language-"]') ? windowEdge : columnEdge;
      if (right > edge) say(element, 'wider');
    }
    const line = wholeLines && element.matches('pre .line');
    const length = element.textContent?.length ?? 0;
    if (line && length <= 100 && element.offsetHeight > 1.9 * lineOf(element))
      say(element, 'broken');
  }
  return found;

  function lineOf(element: Element): number {
    return Number.parseFloat(getComputedStyle(element).lineHeight);
  }
}
