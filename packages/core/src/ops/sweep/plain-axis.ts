import type { Padding } from '../conv/conv-geometry';
import type { Draw } from './draw';

/** One axis of an op of windows, by the plainest loops: which entry each place sees by each tap. */
export interface PlainAxis {
  readonly size: number;
  readonly taps: number;
  readonly out: number;
  readonly meetings: readonly { place: number; tap: number; entry: number }[];
  /** Entries of the window at a place that lie in the padded input. */
  readonly counted: readonly number[];
}

/** What a sweep draws of an axis. */
export interface AxisOptions {
  readonly size: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'valid' | 'same' | 'causal' | number | readonly [number, number];
}

/** An axis, its padding still open: that is of one form for all. */
export function drawAxis(draw: Draw): Omit<AxisOptions, 'padding'> {
  return {
    size: draw.integer(1, draw.chance(0.2) ? 12 : 6),
    taps: draw.integer(1, 4),
    stride: draw.chance(0.05) ? 2 ** draw.integer(3, 30) : draw.integer(1, 4),
    dilation: draw.integer(1, 3),
  };
}

/** Padding of any form: for `axes` axes, and of each of them. */
export function drawPadding(
  draw: Draw,
  axes: number,
): { padding: Padding; each: AxisOptions['padding'][] } {
  const form = draw.oneOf(['valid', 'same', 'causal', 'number', 'numbers', 'pairs'] as const);
  if (form === 'number') {
    const size = draw.integer(0, 4);
    return { padding: size, each: new Array(axes).fill(size) };
  }
  if (form !== 'numbers' && form !== 'pairs') {
    return { padding: form, each: new Array(axes).fill(form) };
  }
  const side = () => draw.integer(0, draw.chance(0.1) ? 9 : 3);
  const one = () => (form === 'numbers' ? side() : ([side(), side()] as const));
  const each = Array.from({ length: axes }, one);
  return { padding: each, each };
}

/** The axis, or undefined where the window is larger than the padded input. */
export function plainAxis(options: AxisOptions, ceilMode = false): PlainAxis | undefined {
  const { size, taps, stride, dilation } = options;
  const span = dilation * (taps - 1) + 1;
  const [before, after] = sides(options, size, span);
  const padded = before + size + after;
  const starts: number[] = [];
  for (let start = 0; start + span <= padded; start += stride) starts.push(start);
  if (starts.length === 0) return undefined;
  const next = starts.length * stride;
  const rest = next - stride + span < padded;
  if (ceilMode && rest && next < before + size) starts.push(next);
  const counted = starts.map((start) => Math.min(start + span, padded) - start);
  return { size, taps, out: starts.length, counted, meetings: meetingsOf(options, before, starts) };
}

/** The axis whose transpose takes `size` entries: they are its places. Undefined where nothing is left. */
export function plainTransposedAxis(options: AxisOptions, extra: number): PlainAxis | undefined {
  const { size: out, taps, stride, dilation, padding } = options;
  const span = dilation * (taps - 1) + 1;
  const same = padding === 'same';
  const [before, after] = sides(options, out * stride, span);
  const size = (same ? out * stride : (out - 1) * stride + span - before - after) + extra;
  if (size < 1) return undefined;
  const starts = Array.from({ length: out }, (_, i) => i * stride);
  return {
    size,
    taps,
    out,
    counted: [],
    meetings: meetingsOf({ ...options, size }, before, starts),
  };
}

function meetingsOf({ size, taps, dilation }: AxisOptions, before: number, starts: number[]) {
  const meetings: { place: number; tap: number; entry: number }[] = [];
  for (const [place, start] of starts.entries()) {
    for (let tap = 0; tap < taps; tap++) {
      const entry = start - before + tap * dilation;
      if (entry >= 0 && entry < size) meetings.push({ place, tap, entry });
    }
  }
  return meetings;
}

function sides({ padding, stride }: AxisOptions, size: number, span: number): [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [span - 1, 0];
  if (typeof padding === 'number') return [padding, padding];
  if (padding !== 'same') return [...padding];
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size);
  return [total >> 1, total - (total >> 1)];
}
