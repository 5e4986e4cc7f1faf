import type { TableData } from './table';

/** How far a run is. */
export interface Progress {
  /** `step` steps are done; `detail` gives what to show beside, such as `loss 0.12`, when it is shown. */
  update(step: number, detail: () => string): void;
  /** Takes the bar away, or leaves it as it is at the end. */
  stop(): void;
}

/** A curve to draw: points [x, y]. */
export type Curve = readonly (readonly [number, number])[];

/** Where a run shows what it does: a terminal, a plain stream, or nowhere. */
export interface Screen {
  /** Whether anything is shown; what costs time only to be shown can be left out. */
  readonly shows: boolean;
  /** A title before a part of the output. */
  title(text: string): void;
  /** A line of text; above the bar while there is one. */
  line(text: string): void;
  /** Text that matters less, where colours can show that. */
  note(text: string): void;
  /** Starts a progress bar over `total` steps of which `start` are done. */
  progress(total: number, start: number): Progress;
  /** Draws a curve, with what its axes are. */
  plot(title: string, curve: Curve): void;
  table(table: TableData): void;
}

/** A screen that shows nothing. */
export const silentScreen: Screen = {
  shows: false,
  title() {},
  line() {},
  note() {},
  progress: () => ({ update() {}, stop() {} }),
  plot() {},
  table() {},
};
