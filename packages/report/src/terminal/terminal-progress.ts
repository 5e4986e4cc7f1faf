import { expectFlag, mergeChecks, type OptionChecks, readOptions } from '@dl/core/check';
import { RunHistory } from '../history/run-history';
import { plainFew, whole } from '../number';
import { figuresOf, nameOf, type RunProgress } from '../run-progress';
import { openScreen, SCREEN_OPTIONS, type ScreenOptions } from './open-screen';
import { Pace } from './pace';
import type { Points } from './plot-lines';
import type { Screen, ScreenProgress } from './screen';
import { seconds } from './seconds';

/** How a run is shown in a terminal. */
export interface TerminalProgressOptions extends ScreenOptions {
  /** Draws the losses when the run is over. Default false. */
  plot?: boolean;
}

const OPTIONS: OptionChecks<TerminalProgressOptions> = mergeChecks(SCREEN_OPTIONS, {
  plot: expectFlag,
});

/** Shows how far a run is: what `progress` of `fit` takes. */
export interface TerminalProgress {
  (progress: RunProgress): void;
  /** A line of text; above the bar while there is one. */
  line(text: string): void;
}

/** The points that are plotted, about one a column. */
const POINTS = 64;
/** The loss that is shown is a mean over about so many steps. */
const SMOOTH = 20;

const ENDS = {
  done: 'trained',
  early: 'stopped early after',
  aborted: 'stopped after',
  failed: 'failed after',
};

/**
 * Shows a run in the terminal: a bar with losses, the rate and the time left; plain lines now and then in a pipe or a log.
 *
 * ```ts
 * await fit(model, data, { loss, optimizer, epochs: 20, progress: terminalProgress() });
 * ```
 *
 * A loop of your own calls it too: `progress({ step, steps: 2000, loss: await loss() })`, and `progress({ step, state: 'done' })` at its end.
 *
 * @throws RangeError, TypeError for options that do not fit
 */
export function terminalProgress(options?: TerminalProgressOptions): TerminalProgress {
  const { plot = false, ...of } = readOptions('terminalProgress', options, OPTIONS);
  const screen = openScreen(of);
  let run: ShownRun | undefined;
  const show = (progress: RunProgress) => {
    // One that begins again without having ended.
    if (run !== undefined && progress.step < run.step) {
      run.leave();
      run = undefined;
    }
    run ??= new ShownRun(screen, progress);
    run.take(progress);
    if (progress.state === undefined || progress.state === 'running') return;
    run.end(progress, progress.state, plot);
    run = undefined;
  };
  return Object.assign(show, { line: (text: string) => screen.line(text) });
}

/** One run, from its first step to its end. */
class ShownRun {
  readonly #history = new RunHistory(POINTS);
  readonly #pace: Pace;
  readonly #bar: ScreenProgress;
  #mean = 0;
  #count = 0;
  #judged = 0;
  /** The last step that was told. */
  step = -1;

  constructor(
    readonly screen: Screen,
    { step, steps }: RunProgress,
  ) {
    this.#pace = new Pace(steps, step);
    this.#bar = screen.progress(steps, step);
  }

  take(progress: RunProgress): void {
    const { step, loss = Number.NaN, reports = [] } = progress;
    if (step > this.step && !Number.isNaN(loss)) {
      this.#count = Math.min(this.#count + 1, SMOOTH);
      this.#mean += (loss - this.#mean) / this.#count;
      this.#history.add(step, { loss });
    }
    for (const { validation } of reports.slice(this.#judged)) {
      if (validation) this.#history.add(step, named(validation));
    }
    this.#judged = reports.length;
    this.step = step;
    this.#bar.update(step, () => this.#details(progress));
  }

  leave(): void {
    this.#bar.stop();
  }

  end(progress: RunProgress, state: keyof typeof ENDS, plot: boolean): void {
    this.#bar.stop();
    const of =
      state === 'done' || progress.steps === undefined ? '' : ` of ${whole(progress.steps)}`;
    const made = `${ENDS[state]} ${whole(progress.step)}${of} steps in ${seconds(this.#pace.elapsed)}`;
    const figures = this.#figures(progress).map(([name, value]) => `${name} ${plainFew(value)}`);
    for (const line of wrapped(made, figures, this.screen.columns)) this.screen.note(line);
    if (!plot) return;
    const { steps, values } = this.#history.arrays();
    for (const name of ['loss', nameOf('loss')]) {
      const points: Points = Array.from(steps, (step, i) => [
        step,
        values[name]?.[i] ?? Number.NaN,
      ]);
      const some = points.filter(([, y]) => Number.isFinite(y));
      if (some.length > 1) this.screen.plot(`${capital(name)} by step`, some);
    }
  }

  #details(progress: RunProgress): string[] {
    const { epoch, epochs = 1 } = progress;
    const figures = this.#figures(progress).map(([name, value]) => `${name} ${plainFew(value)}`);
    return epochs > 1 ? [...figures, `epoch ${epoch}/${epochs}`] : figures;
  }

  #figures(progress: RunProgress): [string, number][] {
    return figuresOf({ ...progress, loss: this.#count > 0 ? this.#mean : Number.NaN });
  }
}

/** `made: a, b`, in as many lines as it takes. */
function wrapped(made: string, figures: readonly string[], columns: number): string[] {
  const lines = [made];
  figures.forEach((figure, i) => {
    const line = `${lines.at(-1)}${i === 0 ? ':' : ','}`;
    const isWide = line.length + 1 + figure.length >= columns;
    lines.splice(-1, 1, ...(isWide ? [line, `  ${figure}`] : [`${line} ${figure}`]));
  });
  return lines;
}

function named(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [nameOf(name), value]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
