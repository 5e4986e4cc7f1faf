import type { Points } from './plot-lines';
import type { TableData } from './table-lines';

/** How far a run is, on a screen. */
export interface ScreenProgress {
  /**
   * `step` steps are done. `detail` gives what to show beside, such as `loss 0.12`, when it is shown: a text, or several of which
   * those that have no room are left out from the end.
   */
  update(step: number, detail: () => string | readonly string[]): void;
  /** Leaves the bar as it is at the end, and the cursor as it was. */
  stop(): void;
}

/** Where a run shows what it does: a terminal, a plain stream, or nowhere. */
export interface Screen {
  /** Whether anything is shown; what costs time only to be shown can be left out. */
  readonly shows: boolean;
  /** How wide it is: 80 at most. */
  readonly columns: number;
  /** A title before a part of the output. */
  title(text: string): void;
  /** A line of text; above the bar while there is one. */
  line(text: string): void;
  /** Text that matters less, where colours can show that. */
  note(text: string): void;
  /** Starts a progress bar over `total` steps, if that is known, of which `start` are done. */
  progress(total: number | undefined, start: number): ScreenProgress;
  /** Draws a curve under a title. */
  plot(title: string, points: Points): void;
  table(table: TableData): void;
}

/** A screen that shows nothing. */
export const silentScreen: Screen = {
  shows: false,
  columns: 80,
  title() {},
  line() {},
  note() {},
  progress: () => ({ update() {}, stop() {} }),
  plot() {},
  table() {},
};
