import type { CurveSeries } from './curve-data';
import { make } from './make';
import { COLORS } from './theme-style';

/** The name of a line, or of what is along x. */
export const nameOf = (text: string): HTMLElement => make('span', { class: 'muted' }, text);

/** A piece of the line, as it is drawn. */
export function swatchOf({ color, dash, width = 1.5 }: CurveSeries, at: number): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  const attributes = {
    x1: 0,
    y1: 4,
    x2: 22,
    y2: 4,
    stroke: 'currentColor',
    'stroke-width': width + 0.5,
  };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, String(value));
  if (dash) line.setAttribute('stroke-dasharray', dash.join(' '));
  svg.setAttribute('width', '22');
  svg.setAttribute('height', '8');
  svg.setAttribute('class', 'swatch');
  svg.ariaHidden = 'true';
  svg.style.color = `var(--own-series-${color ?? ((at - 1) % COLORS) + 1})`;
  svg.append(line);
  return svg;
}

/** The last value that there is, NaN of none. */
export function lastOf(values: ArrayLike<number>): number {
  for (let i = values.length - 1; i >= 0; i--)
    if (!Number.isNaN(values[i])) return values[i] as number;
  return Number.NaN;
}
