import { few } from '../number';
import { columnsWithRoom, rowsWithRoom } from './axis-names';
import { CellCursor } from './cell-cursor';
import { DrawingElement } from './drawing-element';
import { checkHeatMapData, extentOf, type HeatMapData, rampOf } from './heat-map-data';
import { HEAT_MAP_STYLE } from './heat-map-style';
import { make, write } from './make';
import { gradient, pixels } from './palette';
import { pooled } from './pool';
import { THEME_STYLE } from './theme-style';
import { wordsOf } from './words';

/** The most rows and columns that are drawn one by one. */
const MOST_CELLS = 1024;

declare global {
  interface HTMLElementTagNameMap {
    'dl-heat-map': HeatMapElement;
  }
}

/**
 * `<dl-heat-map>`: a matrix as colours, whose cells are read by pointer or by arrow keys. It is as high as `--dl-height` (216px), or as the
 * room that its box leaves. Both palettes can be told apart by the colour-blind.
 *
 * ```ts
 * defineElements();
 * document.querySelector('dl-heat-map').data = { label: 'Weights', values: await weight.data(), rows: 8, columns: 16 };
 * ```
 */
export class HeatMapElement extends DrawingElement<HeatMapData> {
  #cursor: CellCursor | undefined;
  /** What the names were written for. */
  #named = '';
  #sizes: ResizeObserver | undefined;

  constructor() {
    super([THEME_STYLE, HEAT_MAP_STYLE]);
  }

  protected override check(data: HeatMapData): void {
    checkHeatMapData(data);
  }

  protected override build(): Node {
    const described = { role: 'group', tabindex: '0', 'aria-describedby': 'summary read' };
    const cells = make(
      'div',
      { class: 'cells', ...described },
      make('canvas', { 'aria-hidden': 'true' }),
      make('span', { class: 'mark', hidden: '' }),
    );
    this.#cursor = new CellCursor(cells, () => this.#read());
    const unheard = (name: string) => make('div', { class: name, 'aria-hidden': 'true' });
    return make(
      'figure',
      {},
      make(
        'div',
        { class: 'grid' },
        ...['marks', 'row-axis muted', 'row-names muted'].map(unheard),
        cells,
        ...['column-names muted', 'column-axis muted'].map(unheard),
      ),
      make(
        'figcaption',
        { class: 'muted' },
        make('span', { id: 'summary', class: 'hidden' }),
        make('output', { id: 'read' }),
        make(
          'span',
          { class: 'legend' },
          make('span'),
          make('span', { class: 'ramp' }),
          make('span'),
        ),
      ),
    );
  }

  protected override opened(): void {
    // How many names have room.
    this.#sizes = new ResizeObserver(() => {
      this.#named = '';
      this.redraw();
    });
    this.#sizes.observe(this.#part('.cells'));
  }

  protected override closed(): void {
    this.#sizes?.disconnect();
  }

  protected override draw(data: HeatMapData | undefined): void {
    const { rows = 0, columns = 0, values = [] } = data ?? {};
    this.#cursor?.resize(rows, columns);
    const words = wordsOf(this.isJapanese);
    const [least, most] = extentOf(values);
    const isEmpty = data === undefined || values.length === 0;
    const empty = data?.empty ?? words.empty;
    write(this.#part('#summary'), isEmpty ? empty : words.heatMap(rows, columns, least, most));
    this.#part('.cells').ariaLabel = data?.label ?? '';
    this.#paint(data);
    const { values: _, low, high, ...named } = data ?? {};
    const names = JSON.stringify(named);
    if (data !== undefined && names !== this.#named) this.#name(data);
    this.#named = names;
    this.#read();
  }

  #part<E extends HTMLElement>(selector: string): E {
    return this.shadowRoot?.querySelector<E>(selector) as E;
  }

  #paint(data: HeatMapData | undefined): void {
    const canvas = this.#part<HTMLCanvasElement>('canvas');
    const [first, ramp, last] = this.#part('.legend').children as unknown as HTMLElement[];
    if (data === undefined || data.values.length === 0) {
      canvas.width = 0;
      return;
    }
    const { low, high, palette } = rampOf(data);
    const { values, rows, columns } = pooled(data, MOST_CELLS);
    // A canvas that gets a size, be it the one it has, is cleared.
    if (canvas.width !== columns || canvas.height !== rows)
      Object.assign(canvas, { width: columns, height: rows });
    const image = new ImageData(pixels(values, low, high, palette), columns, rows);
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    write(first as Element, few(low));
    write(last as Element, few(high));
    (ramp as HTMLElement).style.background = gradient(palette);
  }

  #name({
    rows,
    columns,
    rowNames,
    columnNames,
    rowLabel = '',
    columnLabel = '',
    marks = [],
  }: HeatMapData): void {
    const middle = (text: string, column: number) => {
      const span = make('span', {}, text);
      span.style.left = `${(100 * (column + 0.5)) / columns}%`;
      return span;
    };
    const plain = (text: string | undefined) => make('span', {}, text ?? '');
    write(this.#part('.row-axis'), rowLabel);
    write(this.#part('.column-axis'), columnLabel);
    const named = rowsWithRoom(rows, rowNames, this.#part('.cells').clientHeight);
    const rowBox = this.#part('.row-names');
    rowBox.classList.toggle('all', named.length === rows);
    rowBox.replaceChildren(...named.map(plain));
    const columnBox = this.#part('.column-names');
    columnBox.classList.toggle('words', columnNames !== undefined);
    columnBox.replaceChildren(
      ...(columnNames?.map(plain) ?? columnsWithRoom(columns).map((n) => middle(String(n), n - 1))),
    );
    const markBox = this.#part('.marks');
    markBox.hidden = marks.length === 0;
    markBox.replaceChildren(...marks.map((column) => middle('▼', column)));
  }

  /** Says what the cell holds that pointer or keys are at. */
  #read(): void {
    const { data } = this;
    const words = wordsOf(this.isJapanese);
    const cell = this.#cursor?.cell;
    const mark = this.#part('.mark');
    mark.hidden = cell === undefined;
    const isEmpty = data === undefined || data.values.length === 0;
    if (isEmpty || cell === undefined) {
      write(this.#part('#read'), isEmpty ? (data?.empty ?? words.empty) : words.pointAt);
      return;
    }
    const { rows, columns, values, rowNames, columnNames, rowLabel = '', columnLabel = '' } = data;
    const { row, column } = cell;
    Object.assign(mark.style, {
      left: `${(100 * column) / columns}%`,
      top: `${(100 * row) / rows}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    });
    const pointed = data.marks?.includes(column) ? ` (${data.markLabel ?? '▼'})` : '';
    const rowText = `${rowLabel} ${rowNames?.[row] ?? row + 1}`.trim();
    const columnText = `${columnLabel} ${columnNames?.[column] ?? column + 1}${pointed}`.trim();
    const value = few(values[row * columns + column] as number);
    write(this.#part('#read'), words.cell(rowText, columnText, value));
  }
}
