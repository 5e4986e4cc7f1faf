import { CurveElement } from './curve-element';
import { HeatMapElement } from './heat-map-element';

declare global {
  interface HTMLElementTagNameMap {
    'dl-curve': CurveElement;
    'dl-heat-map': HeatMapElement;
  }
}

/**
 * Defines `<dl-curve>` and `<dl-heat-map>`; those that stand in the page already come to life. A second call changes nothing, and in Node,
 * where a server may draw the page first, there is nothing to define. Importing defines nothing: what nobody uses can be left out.
 */
export function defineElements(): void {
  const { customElements } = globalThis as { customElements?: CustomElementRegistry };
  if (customElements === undefined) return;
  for (const [name, element] of Object.entries({
    'dl-curve': CurveElement,
    'dl-heat-map': HeatMapElement,
  })) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}
