import { got } from '../got';
import { RunHistory } from '../history/run-history';
import { nameOf, type RunProgress } from '../run-progress';
import type { CurveData } from './curve-data';
import { CurveElement } from './curve-element';
import { defineElement } from './define-element';
import { COLORS } from './theme-style';

/** How a run is drawn. */
export interface CurveOptions {
  /** What it is, for those who hear it. Default: `Loss`. */
  label?: string;
  /** Which figures: `loss`, `validation loss`, or metrics by their names. Default: both losses. */
  figures?: readonly string[];
  /** A log scale. Default false. */
  log?: boolean;
}

/**
 * Draws the losses of a run in a page while it goes: what `progress` of `fit` takes. A run that begins again is drawn from its beginning.
 *
 * ```ts
 * await fit(model, data, { loss, optimizer, epochs: 20, progress: curve(document.querySelector('#loss')) });
 * ```
 *
 * @param target a `<dl-curve>`, or an element to put one into
 * @throws TypeError for anything else
 */
export function curve(
  target: Element | null,
  options: CurveOptions = {},
): (progress: RunProgress) => void {
  const element = elementOf(target);
  let run = new Run();
  let isDue = false;
  const draw = () => {
    isDue = false;
    element.data = run.data(options);
  };
  draw();
  return (progress) => {
    if (run.isBefore(progress)) run = new Run();
    run.take(progress);
    const isOver = progress.state !== undefined && progress.state !== 'running';
    if (isOver) draw();
    else if (!isDue) {
      isDue = true;
      // A page that nobody sees draws nothing.
      requestAnimationFrame(() => isDue && draw());
    }
  };
}

function elementOf(target: Element | null): CurveElement {
  if (target?.nodeType !== 1) {
    throw new TypeError(`curve: target: expected an element of the page, got ${got(target)}`);
  }
  defineElement('dl-curve', CurveElement);
  if (target.localName === 'dl-curve') return target as CurveElement;
  const own = target.querySelector<CurveElement>(':scope > dl-curve');
  return own ?? target.appendChild(target.ownerDocument.createElement('dl-curve'));
}

/** What is drawn of one run. */
class Run {
  readonly #history = new RunHistory();
  #last = Number.NEGATIVE_INFINITY;
  #judged = 0;
  #isOver = false;

  /** Whether what is told now belongs to a later run. */
  isBefore({ step }: RunProgress): boolean {
    return this.#isOver || step < this.#last;
  }

  take({ step, loss = Number.NaN, reports = [], state = 'running' }: RunProgress): void {
    const judged = reports
      .slice(this.#judged)
      .flatMap(({ validation }) => Object.entries(validation ?? {}));
    const figures = judged.map(([name, value]) => [nameOf(name), value]);
    // Twice told, as at the end of an epoch, it is the same loss.
    const own = step > this.#last ? { loss } : {};
    this.#history.add(step, { ...Object.fromEntries(figures), ...own });
    this.#judged = reports.length;
    this.#last = step;
    this.#isOver = state !== 'running';
  }

  data({
    label = 'Loss',
    log = false,
    figures = ['loss', nameOf('loss')],
  }: CurveOptions): CurveData {
    const { steps, values } = this.#history.arrays();
    const series = figures.flatMap((name) => {
      const own = values[name];
      if (own === undefined) return [];
      // More figures than colours begin anew.
      const color = (figures.indexOf(name) % COLORS) + 1;
      return [
        { label: name === 'loss' ? 'training loss' : name, values: own, color, spanGaps: true },
      ];
    });
    return { label, log, x: steps, series };
  }
}
