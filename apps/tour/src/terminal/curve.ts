import { digits } from '@dl/lessons';
import { plot } from 'simple-ascii-chart';
import type { Curve } from './screen';

/** The most columns that the labels of the y axis take. */
const MARGIN = 10;

/** The lines of a drawn curve, at most `columns` wide. */
export function curveLines(curve: Curve, columns: number): string[] {
  if (curve.length < 2) return [];
  const xs = curve.map(([x]) => x);
  const ys = curve.map(([, y]) => y);
  const drawn = plot(
    curve.map(([x, y]) => [x, y]),
    {
      width: Math.max(20, Math.min(columns - MARGIN, 80)),
      height: 12,
      yRange: [Math.min(0, ...ys), Math.max(...ys) || 1],
      customXAxisTicks: ticks(Math.min(...xs), Math.max(...xs), 5),
      customYAxisTicks: ticks(Math.min(0, ...ys), Math.max(...ys) || 1, 4),
      formatter: (value, { axis }) => (axis === 'x' ? String(value) : digits(value)),
    },
  );
  return drawn
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** About `wanted` round numbers from `low` to `high`. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const raw = (high - low) / wanted;
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) as number) * power;
  const found: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}
