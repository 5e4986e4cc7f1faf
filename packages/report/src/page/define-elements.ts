import { CurveElement } from './curve-element';
import { defineElement } from './define-element';
import { HeatMapElement } from './heat-map-element';

/**
 * Defines `<dl-curve>` and `<dl-heat-map>`; those that stand in the page already come to life. A second call changes nothing, and in Node,
 * where a server may draw the page first, there is nothing to define. Importing defines nothing: what nobody uses can be left out.
 */
export function defineElements(): void {
  defineElement('dl-curve', CurveElement);
  defineElement('dl-heat-map', HeatMapElement);
}
