import { afterEach, describe, expect, test } from 'vitest';
import { CurveElement } from './curve-element';
import { defineElements } from './define-elements';
import { HeatMapElement } from './heat-map-element';

/** In Node there are no elements. */
const inPages = describe.skipIf(typeof document === 'undefined');

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));

/** Puts an element of 400 px into the page. */
async function place<E extends HTMLElement>(element: E, style = ''): Promise<E> {
  const box = document.createElement('div');
  box.style.cssText = `width: 400px; ${style}`;
  box.append(element);
  document.body.append(box);
  await frame();
  return element;
}

const part = <E extends Element = HTMLElement>(element: Element, selector: string): E =>
  element.shadowRoot?.querySelector(selector) as E;
const texts = (element: Element, selector: string) =>
  [...(element.shadowRoot?.querySelectorAll(selector) ?? [])].map((one) => one.textContent);
const press = (element: Element, key: string) =>
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

/** How many pixels of each column of the chart's canvas have a colour near `red, green, blue`. */
function inkByColumn(element: Element, [r, g, b]: readonly number[]): number[] {
  const canvas = part<HTMLCanvasElement>(element, '.plot canvas');
  const { width, height } = canvas;
  const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
    0,
    0,
    width,
    height,
  );
  const near = (at: number, wanted: number | undefined) =>
    Math.abs((data[at] as number) - (wanted as number)) < 40;
  return Array.from({ length: width }, (_, column) => {
    let count = 0;
    for (let row = 0; row < height; row++) {
      const at = 4 * (row * width + column);
      if (near(at, r) && near(at + 1, g) && near(at + 2, b) && (data[at + 3] as number) > 128)
        count++;
    }
    return count;
  });
}
const BLUE = [0x1a, 0x5f, 0xb4];
const LIGHT_BLUE = [0x7c, 0xb2, 0xf4];
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

test('defineElements does nothing where there are none, and importing works there', () => {
  defineElements();
  defineElements();
  expect(
    typeof customElements === 'undefined' || customElements.get('dl-curve') === CurveElement,
  ).toBe(true);
});

inPages('<dl-curve>', () => {
  afterEach(() => document.body.replaceChildren());
  const x = Float64Array.from({ length: 100 }, (_, i) => i + 1);
  const values = x.map((step) => 1 / step);
  const curveOf = (more = {}) => ({
    label: 'Loss',
    x,
    series: [{ label: 'training', values, width: 4 }],
    ...more,
  });

  test('draws its lines, and says in words what it shows', async () => {
    const element = await place(document.createElement('dl-curve'));
    expect(texts(element, '.empty')).toEqual(['No data yet.']);
    element.data = curveOf();
    await frame();
    expect(sum(inkByColumn(element, BLUE))).toBeGreaterThan(300);
    const plot = part(element, '.plot');
    expect([plot.role, plot.ariaLabel]).toEqual([
      'img',
      'Loss. Step from 1 to 100. Last values: training 0.01.',
    ]);
    expect(texts(element, 'li')).toEqual(['Step100', 'training0.01']);
    expect(texts(element, '.empty')).toEqual(['']);
  });

  test('is read by arrow keys', async () => {
    const element = await place(document.createElement('dl-curve'));
    element.data = curveOf();
    await frame();
    const plot = part(element, '.plot');
    plot.focus();
    expect(element.shadowRoot?.activeElement).toBe(plot);
    press(plot, 'Home');
    press(plot, 'ArrowRight');
    expect(texts(element, '[aria-live]')).toEqual(['Step 2, training 0.5']);
    expect(texts(element, '.value')).toEqual(['2', '0.5']);
    press(plot, 'End');
    expect(texts(element, '.value')).toEqual(['100', '0.01']);
    press(plot, 'Escape');
    expect(texts(element, '[aria-live]')).toEqual(['']);
  });

  test('leaves a gap where a value is not finite, unless it spans gaps', async () => {
    const gap = values.map((value, i) => (i > 40 && i < 60 ? Number.NaN : value));
    const element = await place(document.createElement('dl-curve'));
    const inGap = () => {
      const ink = inkByColumn(element, BLUE);
      // The plot begins at 52 px; a gap of 20 of 100 points lies in the middle.
      return sum(ink.slice(Math.round(ink.length * 0.54), Math.round(ink.length * 0.58)));
    };
    element.data = curveOf({ series: [{ label: 'a', values: gap, width: 4 }] });
    await frame();
    expect(inGap()).toBe(0);
    element.data = curveOf({ series: [{ label: 'a', values: gap, width: 4, spanGaps: true }] });
    await frame();
    expect(inGap()).toBeGreaterThan(0);
  });

  test('draws 200,000 points in one frame or few', async () => {
    const many = Float64Array.from({ length: 200_000 }, (_, i) => i);
    const element = await place(document.createElement('dl-curve'));
    const begun = performance.now();
    element.data = { label: 'Loss', x: many, series: [{ label: 'a', values: many.map(Math.sin) }] };
    await frame();
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(sum(inkByColumn(element, BLUE))).toBeGreaterThan(1000);
  });

  test('follows the size of its box', async () => {
    const element = await place(document.createElement('dl-curve'));
    element.data = curveOf();
    await frame();
    const widthOf = () => part<HTMLCanvasElement>(element, 'canvas').getBoundingClientRect().width;
    expect(widthOf()).toBe(400);
    (element.parentElement as HTMLElement).style.width = '250px';
    await frame();
    expect(widthOf()).toBe(250);
    (element.parentElement as HTMLElement).style.display = 'none';
    await frame();
    (element.parentElement as HTMLElement).style.display = '';
    await frame();
    expect(widthOf()).toBe(250);
  });

  test('follows the theme, and custom properties', async () => {
    const element = await place(document.createElement('dl-curve'), 'color-scheme: light');
    element.data = curveOf();
    await frame();
    expect(sum(inkByColumn(element, LIGHT_BLUE))).toBeLessThan(100);
    (element.parentElement as HTMLElement).style.colorScheme = 'dark';
    await frame();
    await frame();
    expect(sum(inkByColumn(element, LIGHT_BLUE))).toBeGreaterThan(300);
    element.style.setProperty('--dl-series-1', 'rgb(0 128 0)');
    await frame();
    await frame();
    expect(sum(inkByColumn(element, [0, 128, 0]))).toBeGreaterThan(300);
  });

  test('speaks Japanese where the page does', async () => {
    const element = document.createElement('dl-curve');
    element.lang = 'ja';
    element.data = curveOf({ label: '損失' });
    await place(element);
    expect(part(element, '.plot').ariaLabel).toBe(
      '損失。ステップは 1 から 100 まで。最後の値: training 0.01。',
    );
  });

  test('takes data from before it was in the page, and draws again when it comes back', async () => {
    const element = document.createElement('dl-curve');
    element.data = curveOf();
    await place(element);
    expect(part(element, 'canvas')).not.toBeNull();
    const box = element.parentElement as HTMLElement;
    element.remove();
    expect(part(element, 'canvas')).toBeNull();
    box.append(element);
    await frame();
    expect(sum(inkByColumn(element, BLUE))).toBeGreaterThan(300);
    element.data = undefined;
    await frame();
    expect(part(element, 'canvas')).toBeNull();
  });

  test('refuses what cannot be drawn, and keeps what it has', () => {
    const element = document.createElement('dl-curve');
    const good = curveOf();
    element.data = good;
    const refuse = (data: unknown, message: string) =>
      expect(() => Object.assign(element, { data })).toThrow(message);
    refuse(3, 'dl-curve: data: expected x and series, got 3');
    refuse(curveOf({ x: [1, 2] }), 'dl-curve: series.0.values: expected 2, as x has, got 100');
    refuse(
      { x: [2, 1], series: [] },
      'dl-curve: x.1: expected a finite number of at least 2, got 1',
    );
    refuse(
      curveOf({ series: [{ label: 'a', values, color: 9 }] }),
      'series.0.color: expected one from 1 to 7, got 9',
    );
    expect(element.data).toBe(good);
  });
});

inPages('<dl-heat-map>', () => {
  afterEach(() => document.body.replaceChildren());
  const values = Float32Array.of(0, 0.5, 1, Number.NaN, 0.25, 0.75);
  const mapOf = (more = {}) => ({
    label: 'Weights',
    values,
    rows: 2,
    columns: 3,
    rowLabel: 'Query',
    columnLabel: 'Key',
    ...more,
  });
  const pixelsOf = (element: Element) => {
    const canvas = part<HTMLCanvasElement>(element, 'canvas');
    return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
      .data as Uint8ClampedArray;
  };

  test('draws a cell a value, lighter where it is larger, and nothing for NaN', async () => {
    const element = await place(document.createElement('dl-heat-map'));
    element.data = mapOf();
    await frame();
    const data = pixelsOf(element);
    const light = [0, 1, 2].map((i) => (data[4 * i] as number) + (data[4 * i + 1] as number));
    expect(light).toEqual([...light].sort((a, b) => a - b));
    expect([data[3], data[4 * 3 + 3]]).toEqual([255, 0]);
    expect(texts(element, '.legend span')).toEqual(['0', '', '1']);
    expect(texts(element, '#summary')).toEqual([
      '2 rows, 3 columns, values from 0 to 1. Arrow keys read single values.',
    ]);
  });

  test('chooses the palette by the signs, as far from 0 on both sides', async () => {
    const element = await place(document.createElement('dl-heat-map'));
    element.data = mapOf({ values: values.map((value) => value - 0.25) });
    await frame();
    expect(texts(element, '.legend span')).toEqual(['−0.75', '', '0.75']);
  });

  test('cells are read by arrow keys', async () => {
    const element = await place(document.createElement('dl-heat-map'));
    element.data = mapOf({ columnNames: ['a', 'b', 'c'], marks: [1], markLabel: 'marked' });
    await frame();
    const cells = part(element, '.cells');
    expect([cells.role, cells.ariaLabel]).toEqual(['group', 'Weights']);
    cells.focus();
    expect(texts(element, 'output')).toEqual(['Query 1, Key a: 0']);
    press(cells, 'ArrowRight');
    press(cells, 'ArrowDown');
    expect(texts(element, 'output')).toEqual(['Query 2, Key b (marked): 0.25']);
    for (let i = 0; i < 9; i++) press(cells, 'ArrowLeft');
    expect(texts(element, 'output')).toEqual(['Query 2, Key a: NaN']);
    cells.blur();
    expect(texts(element, 'output')).toEqual([
      'Point at a cell, or use the arrow keys, to read its value.',
    ]);
  });

  test('draws means of many cells, and reads each', async () => {
    const element = await place(document.createElement('dl-heat-map'));
    const many = Float32Array.from({ length: 3 * 5000 }, (_, i) => i % 5000);
    element.data = mapOf({ values: many, rows: 3, columns: 5000 });
    await frame();
    expect(part<HTMLCanvasElement>(element, 'canvas').width).toBe(1000);
    part(element, '.cells').focus();
    press(part(element, '.cells'), 'ArrowRight');
    expect(texts(element, 'output')).toEqual(['Query 1, Key 2: 1']);
  });

  test('names all rows where they have room', async () => {
    const element = await place(document.createElement('dl-heat-map'), 'font: 12px sans-serif');
    element.data = mapOf({ rowNames: ['one', 'two'] });
    await frame();
    expect(texts(element, '.row-names span')).toEqual(['one', 'two']);
    expect(texts(element, '.column-names span')).toEqual(['1', '2', '3']);
  });

  test('says that there is nothing yet', async () => {
    const element = await place(new HeatMapElement());
    expect(texts(element, 'output')).toEqual(['No data yet.']);
    element.data = mapOf({ values: [], rows: 0, columns: 0, empty: 'Start it.' });
    await frame();
    expect(texts(element, 'output')).toEqual(['Start it.']);
  });

  test('refuses what cannot be drawn', () => {
    const element = document.createElement('dl-heat-map');
    const refuse = (data: unknown, message: string) =>
      expect(() => Object.assign(element, { data })).toThrow(message);
    refuse(null, 'dl-heat-map: data: expected values, rows and columns, got null');
    refuse(mapOf({ rows: 3 }), 'dl-heat-map: values: expected 9 of 3 rows and 3 columns, got 6');
    refuse(mapOf({ low: Number.NaN }), 'dl-heat-map: low: expected a finite number, got NaN');
    refuse(mapOf({ palette: 'red' }), 'palette: expected "diverging" or "sequential", got "red"');
    refuse(mapOf({ rowNames: ['one'] }), 'dl-heat-map: rowNames: expected 2, got 1');
  });
});
