import { describeText, describeValue, expected } from '../check/describe';
import type { Cell, TableRecord } from './record';

/** More different texts than that are names or numbers, not kinds. */
const MOST = 1000;

/** What the training part says of one column. */
export type ColumnPlan = NumberPlan | TextPlan;

/** Of numbers: what brings them to mean 0 and deviation 1, and whether some are missing. */
export interface NumberPlan {
  readonly kind: 'number';
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  readonly isMissing: boolean;
}

/** Of texts: which there are, in order; one that is missing comes last, as null. */
export interface TextPlan {
  readonly kind: 'text';
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/** Reads one column of all rows. @throws RangeError for a row that lacks it, TypeError for one that is no row */
export function columnOf(where: string, records: readonly TableRecord[], name: string): Cell[] {
  return records.map((record, i) => {
    if (typeof record !== 'object' || record === null) {
      throw new TypeError(expected(`${where}: row ${i + 1}`, 'an object', record));
    }
    if (Object.hasOwn(record, name)) return record[name];
    const names = describeText(Object.keys(record).join(', '));
    throw new RangeError(
      `${where}: row ${i + 1}: expected a column ${describeValue(name)}, got ${names}`,
    );
  });
}

/** Whether a cell is missing. */
export function isMissing(cell: Cell): cell is null | undefined {
  return cell === null || cell === undefined || Number.isNaN(cell);
}

/**
 * What a column says. Numbers and texts do not mix; booleans are texts.
 *
 * @throws RangeError for a column of nothing, of more than 1,000 texts, or of numbers and texts
 */
export function planColumn(where: string, name: string, cells: readonly Cell[]): ColumnPlan {
  const there = cells.filter((cell) => !isMissing(cell));
  const place = `${where}: ${describeText(name)}`;
  if (there.length === 0)
    throw new RangeError(`${place}: expected a column with some values, got none`);
  const numbers = there.filter((cell) => typeof cell === 'number');
  const missing = there.length < cells.length;
  if (numbers.length === there.length) {
    numbers.forEach((value) => {
      if (!Number.isFinite(value)) throw new RangeError(expected(place, 'finite numbers', value));
    });
    return { kind: 'number', name, ...spreadOf(numbers), isMissing: missing };
  }
  if (numbers.length > 0) {
    const other = there.find((cell) => typeof cell !== 'number');
    throw new RangeError(
      `${place}: expected numbers alone or texts alone, got ${numbers[0]} and ${describeValue(`${other}`)}`,
    );
  }
  const texts = [...new Set(there.map(String))].sort();
  if (texts.length > MOST) {
    const hint = 'leave out what names each row; of numbers with commas, readCsv takes decimal';
    throw new RangeError(
      `${place}: expected at most ${MOST} different texts, got ${texts.length} (${hint})`,
    );
  }
  return { kind: 'text', name, values: missing ? [...texts, null] : texts };
}

function spreadOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  // A column of one value says nothing; it becomes 0.
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** The names of the inputs that a column becomes. */
export function inputsOf(plan: ColumnPlan): string[] {
  if (plan.kind === 'text')
    return plan.values.map((value) => `${plan.name}=${value ?? '(missing)'}`);
  return plan.isMissing ? [plan.name, `${plan.name} is missing`] : [plan.name];
}

/** Writes the inputs of a column of one row. @throws RangeError for a text in a column of numbers, or the other way round */
export function writeInputs(
  place: string,
  plan: ColumnPlan,
  cell: Cell,
  to: Float32Array,
  at: number,
): void {
  if (plan.kind === 'text') {
    // What the training part has not had is none of them.
    if (typeof cell === 'number' && !Number.isNaN(cell))
      throw new RangeError(expected(place, 'a text', cell));
    const i = plan.values.indexOf(isMissing(cell) ? null : String(cell));
    if (i >= 0) to[at + i] = 1;
    return;
  }
  if (isMissing(cell)) {
    if (plan.isMissing) to[at + 1] = 1;
    return;
  }
  if (typeof cell !== 'number' || !Number.isFinite(cell))
    throw new RangeError(expected(place, 'a finite number', cell));
  to[at] = (cell - plan.mean) / plan.deviation;
}
