import {
  expected,
  expectInteger,
  type OptionCheck,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { plot } from 'simple-ascii-chart';
import { plainFew } from '../number';

/** A curve: points [x, y], from left to right. */
export type Points = readonly (readonly [x: number, y: number])[];

/** How a curve is drawn. */
export interface PlotOptions {
  /** The most columns that it takes, labels included; 20 at least. Default 80. */
  columns?: number;
  /** The lines between its axes. Default 12. */
  height?: number;
}

const LARGEST = 1000;
const expectSize: OptionCheck = (where, name, size) => {
  expectInteger(where, name, size as number, 1);
  if ((size as number) > LARGEST)
    throw new RangeError(expected(`${where}: ${name}`, `at most ${LARGEST}`, size));
};
const OPTIONS: OptionChecks<PlotOptions> = { columns: expectSize, height: expectSize };

/** What is farther away has no place in a plot: its range would be infinite. */
const FARTHEST = 1e100;
/** The most columns that the labels of the y axis take. */
const MARGIN = 10;

/**
 * The lines of text that draw a curve; none for fewer than two points. Points that are not finite are left out, and of more points than columns means
 * are drawn.
 *
 * @throws RangeError, TypeError for options that do not fit
 */
export function plotLines(points: Points, options?: PlotOptions): string[] {
  const { columns = 80, height = 12 } = readOptions('plotLines', options, OPTIONS);
  expectPoints(points);
  const width = Math.max(10, columns - MARGIN);
  const drawn = means(
    points.filter((point) => point.every((axis) => Math.abs(axis) <= FARTHEST)),
    width,
  );
  if (drawn.length < 2) return [];
  const xs = drawn.map(([x]) => x);
  const ys = drawn.map(([, y]) => y);
  const [low, high] = [Math.min(0, ...ys), Math.max(...ys) || 1];
  const yTicks = ticks(low, high, 4);
  // The library makes room for the labels of the data, not for those of the ticks.
  const room = Math.max(...yTicks.map((tick) => plainFew(tick).length));
  const text = plot(drawn, {
    width,
    height,
    yRange: [low, high],
    customXAxisTicks: ticks(Math.min(...xs), Math.max(...xs), Math.min(5, Math.floor(width / 8))),
    customYAxisTicks: yTicks,
    formatter: (value, { axis }) =>
      axis === 'x' ? String(value) : plainFew(value).padStart(room).slice(-room),
  });
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** @throws TypeError `plotLines: points.1: expected [x, y], got 3` */
function expectPoints(points: Points): void {
  if (!Array.isArray(points))
    throw new TypeError(expected('plotLines: points', 'points [x, y]', points));
  points.forEach((point, i) => {
    const isPoint =
      Array.isArray(point) && point.length === 2 && point.every((axis) => typeof axis === 'number');
    if (!isPoint)
      throw new TypeError(expected(`plotLines: points.${i}`, '[x, y], two numbers', point));
  });
}

/** The means of as many points in a row as leave two a column. */
function means(points: Points, columns: number): [number, number][] {
  const size = Math.ceil(points.length / (2 * columns));
  const from = Array.from({ length: Math.ceil(points.length / size) || 0 }, (_, i) => i * size);
  return from.map((at) => {
    const some = points.slice(at, at + size);
    const mean = (axis: 0 | 1) => some.reduce((sum, point) => sum + point[axis], 0) / some.length;
    return [mean(0), mean(1)];
  });
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
