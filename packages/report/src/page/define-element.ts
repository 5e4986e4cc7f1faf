/** Defines an element, unless there is one of that name, or no page at all. */
export function defineElement(name: string, element: CustomElementConstructor): void {
  const { customElements } = globalThis as { customElements?: CustomElementRegistry };
  if (customElements?.get(name) === undefined) customElements?.define(name, element);
}
