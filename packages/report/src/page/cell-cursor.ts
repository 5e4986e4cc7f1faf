import { ref, watch } from 'vue';

/** A cell of a grid, from 0. */
export interface Cell {
  row: number;
  column: number;
}

const MOVES: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell of a grid that pointer or keys are at; none once the grid has another size. */
export function useCellCursor(size: () => { rows: number; columns: number }) {
  const cell = ref<Cell>();

  function at(row: number, column: number): Cell {
    const { rows, columns } = size();
    return { row: clamp(row, rows), column: clamp(column, columns) };
  }

  function point(event: PointerEvent): void {
    const { rows, columns } = size();
    const { left, top, width, height } = (
      event.currentTarget as HTMLElement
    ).getBoundingClientRect();
    cell.value = at(
      Math.floor(((event.clientY - top) / height) * rows),
      Math.floor(((event.clientX - left) / width) * columns),
    );
  }

  function move(event: KeyboardEvent): void {
    if (event.key === 'Escape') leave();
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    const { row, column } = cell.value ?? { row: 0, column: 0 };
    cell.value = at(row + by[0], column + by[1]);
  }

  function enter(): void {
    cell.value ??= { row: 0, column: 0 };
  }

  function leave(): void {
    cell.value = undefined;
  }

  watch(() => Object.values(size()), leave);
  return { cell, enter, leave, point, move };
}

function clamp(index: number, size: number): number {
  return Math.min(size - 1, Math.max(0, index));
}
