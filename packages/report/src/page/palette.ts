import { interpolateCividis, schemeRdBu } from 'd3-scale-chromatic';
import { spline } from './spline';

/** The palettes: one for values around 0, one for values from 0 on. Both can be told apart by the colour-blind. */
export type Palette = 'diverging' | 'sequential';

const SHADES = 256;
const tables = new Map<Palette, Uint8ClampedArray>();

/** The colours of a palette, 256 of red, green, blue. */
export function shades(palette: Palette): Uint8ClampedArray {
  const known = tables.get(palette);
  if (known) return known;
  const table = new Uint8ClampedArray(3 * SHADES);
  const shade = palette === 'diverging' ? diverging() : sequential;
  for (let i = 0; i < SHADES; i++) table.set(shade(i / (SHADES - 1)), 3 * i);
  tables.set(palette, table);
  return table;
}

function sequential(share: number): number[] {
  return (interpolateCividis(share).match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

/** As `interpolateRdBu`, which needs d3-color and d3-interpolate: a bundler that is told that d3's palettes may go drops both. */
function diverging(): (share: number) => number[] {
  const colours = schemeRdBu[11]?.map((hex) => Number.parseInt(hex.slice(1), 16)) ?? [];
  const parts = [16, 8, 0].map((shift) => colours.map((colour) => (colour >> shift) & 255));
  // Red for positive values: the scale is turned round.
  return (share) => parts.map((part) => Math.round(spline(part, 1 - share)));
}

/** The opaque pixels of values between `low` and `high`; what is no number is transparent. */
export function pixels(
  values: ArrayLike<number>,
  low: number,
  high: number,
  palette: Palette,
): Uint8ClampedArray<ArrayBuffer> {
  const table = shades(palette);
  const out = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    const share = ((values[i] as number) - low) / (high - low);
    if (Number.isNaN(share)) continue;
    const shade = Math.min(SHADES - 1, Math.max(0, Math.round(share * (SHADES - 1))));
    out.set(table.subarray(3 * shade, 3 * shade + 3), 4 * i);
    out[4 * i + 3] = 255;
  }
  return out;
}

/** The palette as a CSS gradient, for a legend. */
export function gradient(palette: Palette): string {
  const table = shades(palette);
  const stops = Array.from({ length: 9 }, (_, i) => {
    const at = 3 * Math.round((i / 8) * (SHADES - 1));
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
