/** A cell of a grid, from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell of a grid that pointer or keys are at; none once the grid has another size. */
export class CellCursor {
  #rows = 0;
  #columns = 0;
  cell: Cell | undefined;

  /** @param onChange called when it is at another cell, or at none */
  constructor(
    readonly box: HTMLElement,
    readonly onChange: () => void,
  ) {
    box.addEventListener('pointermove', (event) => this.#point(event));
    box.addEventListener('pointerdown', (event) => this.#point(event));
    box.addEventListener('pointerleave', () => this.#go(undefined));
    box.addEventListener('keydown', (event) => this.#key(event));
    box.addEventListener('focus', () => this.#go(this.cell ?? { row: 0, column: 0 }));
    box.addEventListener('blur', () => this.#go(undefined));
  }

  /** The grid has this size. */
  resize(rows: number, columns: number): void {
    if (rows === this.#rows && columns === this.#columns) return;
    [this.#rows, this.#columns] = [rows, columns];
    this.cell = undefined;
  }

  #go(cell: Cell | undefined): void {
    const isSomewhere = cell !== undefined && this.#rows > 0 && this.#columns > 0;
    this.cell = isSomewhere
      ? { row: clamp(cell.row, this.#rows), column: clamp(cell.column, this.#columns) }
      : undefined;
    this.onChange();
  }

  #point(event: PointerEvent): void {
    const { left, top, width, height } = this.box.getBoundingClientRect();
    this.#go({
      row: Math.floor(((event.clientY - top) / height) * this.#rows),
      column: Math.floor(((event.clientX - left) / width) * this.#columns),
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#go(undefined);
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    const { row, column } = this.cell ?? { row: 0, column: 0 };
    this.#go({ row: row + by[0], column: column + by[1] });
  }
}

function clamp(index: number, size: number): number {
  return Math.min(size - 1, Math.max(0, index));
}
