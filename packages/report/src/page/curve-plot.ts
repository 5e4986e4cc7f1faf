import type uPlot from 'uplot';
import { few, power, whole } from '../number';
import type { CurveData } from './curve-data';
import { decades, logBounds } from './log-axis';

/** What a drawing has of the page's theme: colours as a canvas takes them. */
export interface CurveTheme {
  readonly muted: string;
  readonly line: string;
  readonly series: readonly string[];
  readonly font: string;
}

/** So many values of a line that spans gaps get a dot each. */
const DOTS = 60;

/** The steps of an axis of whole numbers. */
const WHOLE = [1, 2, 5]
  .flatMap((n) => Array.from({ length: 10 }, (_, e) => n * 10 ** e))
  .sort((a, b) => a - b);

/** The points as uPlot takes them: null where there is a gap. */
export function pointsOf({ x, series, log = false }: CurveData): uPlot.AlignedData {
  const lines = series.map(({ values }) =>
    Array.from(values, (value) => (Number.isFinite(value) && (!log || value > 0) ? value : null)),
  );
  return [Array.from(x), ...lines] as uPlot.AlignedData;
}

/** How uPlot draws them. It takes colours, scales and lines only at the beginning. */
export function plotOptions(
  data: CurveData,
  theme: CurveTheme,
  size: { width: number; height: number },
  onCursor: (at: number | undefined) => void,
): uPlot.Options {
  const { log = false, series } = data;
  const axis: uPlot.Axis = {
    stroke: theme.muted,
    grid: { stroke: theme.line, width: 1 },
    ticks: { show: false },
    font: `12px ${theme.font}`,
  };
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { setScale: false, x: false, y: false } },
    padding: [8, 12, 0, 0],
    scales: {
      x: {
        time: false,
        range: (_, low, high) => (low === null ? [0, 100] : [low, Math.max(high, low + 1)]),
      },
      y: log
        ? { distr: 3, range: (_, low, high) => logBounds(low, high) }
        : {
            range: (_, low, high) => linearBounds(low, high),
          },
    },
    axes: [
      { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => whole(tick)), incrs: WHOLE },
      {
        ...axis,
        size: 52,
        ...(log ? LOG_AXIS : { values: (_, ticks) => ticks.map((tick) => few(tick)) }),
      },
    ],
    series: [
      {},
      ...series.map((line, i) => ({
        label: line.label,
        stroke: theme.series[i] as string,
        width: line.width ?? 1.5,
        spanGaps: line.spanGaps ?? false,
        points: { show: line.spanGaps === true && isSparse(line.values), size: 5 },
        ...(line.dash && { dash: [...line.dash] }),
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx ?? undefined)] },
  };
}

/** What an axis spans: 0, the values, and a little room beyond them; from 0 to 1 where there are none. */
export function linearBounds(low: number | null, high: number | null): [number, number] {
  const [least, most] = [Math.min(0, low ?? 0) * 1.05, Math.max(0, high ?? 0) * 1.05];
  return least === most ? [0, 1] : [least, most];
}

const LOG_AXIS: uPlot.Axis = {
  splits: (_, __, low, high) => decades(low, high, 6),
  values: (_, ticks) => ticks.map((tick) => power(Math.round(Math.log10(tick)))),
  filter: (_, ticks) => ticks,
};

/** Whether a line has so few values that each can have a dot. */
export function isSparse(values: ArrayLike<number>): boolean {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) count++;
  return count <= DOTS;
}
