import uPlot from 'uplot';
import { few, whole } from '../number';
import { type CurveData, type CurveSeries, checkCurveData } from './curve-data';
import { lastOf, nameOf, swatchOf } from './curve-legend';
import { type CurveTheme, isSparse, plotOptions, pointsOf } from './curve-plot';
import { CURVE_STYLE } from './curve-style';
import { DrawingElement } from './drawing-element';
import { make, write } from './make';
import { THEME_STYLE } from './theme-style';
import { wordsOf } from './words';

declare global {
  interface HTMLElementTagNameMap {
    'dl-curve': CurveElement;
  }
}

/**
 * `<dl-curve>`: lines over the steps of a run, which are read by pointer or by arrow keys. It is as high as `--dl-height` (220px), or as the
 * room that its box leaves; its colours follow the page.
 *
 * ```ts
 * defineElements();
 * document.querySelector('dl-curve').data = { label: 'Loss', x: steps, series: [{ label: 'training', values: losses }] };
 * ```
 */
export class CurveElement extends DrawingElement<CurveData> {
  #plot: uPlot | undefined;
  /** What of the data a plot cannot change once it is built. */
  #built = '';
  #theme: CurveTheme | undefined;
  #cursor: number | undefined;
  #sizes: ResizeObserver | undefined;
  #values: HTMLElement[] = [];

  constructor() {
    super([THEME_STYLE, CURVE_STYLE]);
  }

  protected override check(data: CurveData): void {
    checkCurveData(data);
  }

  protected override build(): Node {
    const plot = make('div', { class: 'plot', role: 'img', tabindex: '0' });
    plot.addEventListener('keydown', (event) => this.#key(event));
    plot.addEventListener('blur', () => this.#point(undefined));
    const empty = make('p', { class: 'empty muted', 'aria-hidden': 'true' });
    const figure = make(
      'figure',
      {},
      make('div', { class: 'room' }, plot, empty),
      make('p', { class: 'hidden', 'aria-live': 'polite' }),
      make('figcaption', {}, make('ul')),
    );
    figure.addEventListener('transitionend', () => this.#changeTheme());
    return figure;
  }

  protected override opened(): void {
    this.#sizes = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      // 0 while the page is put away.
      if (width === 0 || height === 0) return;
      if (this.#plot === undefined) this.#rebuild();
      else this.#plot.setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    this.#sizes.observe(this.#part<HTMLElement>('.plot'));
  }

  protected override closed(): void {
    this.#sizes?.disconnect();
    this.#clear();
  }

  protected override draw(data: CurveData | undefined): void {
    const words = wordsOf(this.isJapanese);
    const isEmpty = data === undefined || data.x.length === 0;
    write(this.#part('.empty'), isEmpty ? (data?.empty ?? words.empty) : '');
    this.#part<HTMLElement>('.plot').ariaLabel = this.#summary(data);
    if (data === undefined) {
      this.#clear();
      return;
    }
    const fixed = JSON.stringify([data.log, data.xLabel, data.series.map(fixedOf)]);
    if (fixed === this.#built) this.#plot?.setData(pointsOf(data));
    else {
      this.#built = fixed;
      this.#legend(data);
      this.#rebuild();
    }
    this.#showValues();
  }

  #part<E extends Element>(selector: string): E {
    return this.shadowRoot?.querySelector<E>(selector) as E;
  }

  #clear(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#built = '';
    this.#cursor = undefined;
  }

  #changeTheme(): void {
    const { data } = this;
    if (data === undefined || this.#plot === undefined) return;
    if (JSON.stringify(this.#themeOf(data)) !== JSON.stringify(this.#theme)) this.#rebuild();
  }

  /** Draws anew, with the colours and the size that there are now. */
  #rebuild(): void {
    const { data } = this;
    const box = this.#part<HTMLElement>('.plot');
    this.#plot?.destroy();
    this.#plot = undefined;
    const [width, height] = [box.clientWidth, box.clientHeight];
    if (data === undefined || width === 0 || height === 0) return;
    const onCursor = (at: number | undefined) => {
      this.#cursor = at;
      this.#showValues();
    };
    this.#theme = this.#themeOf(data);
    const options = plotOptions(data, this.#theme, { width, height }, onCursor);
    this.#plot = new uPlot(options, pointsOf(data), box);
  }

  #themeOf(data: CurveData): CurveTheme {
    const swatches = [...(this.shadowRoot?.querySelectorAll('.swatch') ?? [])];
    return {
      muted: getComputedStyle(this.#part('.empty')).color,
      line: getComputedStyle(this.#part('.room')).borderTopColor,
      series: data.series.map((_, i) => getComputedStyle(swatches[i] as Element).color),
      font: getComputedStyle(this).fontFamily,
    };
  }

  #legend({ series, xLabel = wordsOf(this.isJapanese).step }: CurveData): void {
    const names = [undefined, ...series];
    this.#values = names.map(() => make('span', { class: 'value' }));
    const items = names.map((line, i) => {
      const value = this.#values[i] as HTMLElement;
      return line === undefined
        ? make('li', {}, nameOf(xLabel), value)
        : make('li', {}, swatchOf(line, i), nameOf(line.label), value);
    });
    this.#part('ul').replaceChildren(...items);
  }

  /** The place of the values that stand beside the names. */
  #at({ x, rest = 'last' }: CurveData): number {
    const last = x.length - 1;
    return Math.min(this.#cursor ?? (rest === 'first' ? 0 : last), last);
  }

  #showValues(): void {
    const { data } = this;
    if (data === undefined || this.#values.length !== data.series.length + 1) return;
    const at = this.#at(data);
    const isAtEnd = this.#cursor === undefined && data.rest !== 'first';
    const values = data.series.map((line) =>
      // A figure that there is only now and then is at rest the last that there was.
      isAtEnd && line.spanGaps ? lastOf(line.values) : (line.values[at] ?? Number.NaN),
    );
    const [x = Number.NaN] = [data.x[at]];
    const texts = [
      Number.isNaN(x) ? '–' : whole(x),
      ...values.map((y) => (Number.isNaN(y) ? '–' : few(y))),
    ];
    texts.forEach((text, i) => {
      write(this.#values[i] as Element, text);
    });
  }

  #summary(data: CurveData | undefined): string {
    const words = wordsOf(this.isJapanese);
    if (data === undefined || data.x.length === 0) {
      return [data?.label, data?.empty ?? words.empty].filter(Boolean).join('. ');
    }
    const { label, x, xLabel = words.step, series } = data;
    const last = series
      .map(({ label: name, values }) => `${name} ${few(lastOf(values))}`)
      .join(', ');
    return words.chart(label, xLabel, x[0] as number, x[x.length - 1] as number, last);
  }

  #key(event: KeyboardEvent): void {
    const { data } = this;
    if (data === undefined || data.x.length === 0) return;
    const last = data.x.length - 1;
    const now = this.#cursor;
    const to: Record<string, number | undefined> = {
      ArrowLeft: Math.max(0, (now ?? last + 1) - 1),
      ArrowRight: Math.min(last, (now ?? -1) + 1),
      Home: 0,
      End: last,
      Escape: undefined,
    };
    if (!Object.hasOwn(to, event.key)) return;
    event.preventDefault();
    this.#point(to[event.key]);
  }

  /** Points at a place, by key, and says what is there; `undefined` points nowhere. */
  #point(at: number | undefined): void {
    const { data } = this;
    const plot = this.#plot;
    if (data === undefined || plot === undefined) return;
    const left = at === undefined ? -10 : plot.valToPos(data.x[at] as number, 'x');
    plot.setCursor({ left, top: at === undefined ? -10 : 1 });
    this.#cursor = at;
    this.#showValues();
    const names = [
      data.xLabel ?? wordsOf(this.isJapanese).step,
      ...data.series.map(({ label }) => label),
    ];
    const read = names.map((name, i) => `${name} ${this.#values[i]?.textContent}`).join(', ');
    write(this.#part('[aria-live]'), at === undefined ? '' : read);
  }
}

/** What of a line a plot cannot change. */
function fixedOf({ label, color, dash, width, spanGaps, values }: CurveSeries): unknown {
  return [label, color, dash, width, spanGaps && [isSparse(values)]];
}
