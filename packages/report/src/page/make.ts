/** An HTML element with these attributes and children. No HTML is parsed and no style written as text, which policies of pages may refuse. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes a text where it is another: what is read aloud is not read again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
