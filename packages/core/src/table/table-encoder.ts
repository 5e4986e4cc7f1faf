import { describeText, describeValue, expected } from '../check/describe';
import { checkedLater, type OptionChecks, oneOf, readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import {
  type ColumnPlan,
  columnOf,
  inputsOf,
  isMissing,
  type NumberPlan,
  planColumn,
  type TextPlan,
  writeInputs,
} from './columns-of';
import { type EncoderState, expectState } from './encoder-state';
import { expectText } from './expect-text';
import type { Cell, TableRecord } from './record';

export interface TableEncoderOptions {
  /** The column that is to be predicted. */
  target: string;
  /** The columns that it is predicted from. Default: all others. */
  features?: readonly string[];
  /** Default: `classes` where the target is texts, else `number`. */
  predict?: 'classes' | 'number';
}

/** Rows as `batches` takes them: a type, since an interface is no object of columns by any names. */
export type Encoded = {
  readonly x: {
    readonly data: Float32Array;
    readonly shape: readonly [rows: number, inputs: number];
  };
  readonly y:
    | Int32Array
    | { readonly data: Float32Array; readonly shape: readonly [rows: number, one: 1] };
};

const OPTIONS: OptionChecks<TableEncoderOptions> = {
  target: expectText,
  features: checkedLater,
  predict: oneOf(['classes', 'number']),
};

/**
 * Makes numbers of the rows of a table, as its training part says: numbers get mean 0 and deviation 1, a missing one is 0 and has an input
 * that says so; a column of texts becomes an input a text, 1 where it is that, all 0 where the training part has not had it.
 * The target becomes class indices (int32), or numbers of mean 0 and deviation 1, which `decode` brings back.
 *
 * ```ts
 * const encoder = TableEncoder.fit(train, { target: 'species' });
 * const model = sequential(new Linear(encoder.inputs.length, 32, { rng, activation: 'relu' }), new Linear(32, encoder.outputs, { rng }));
 * const loader = batches(encoder.encode(train), { size: 32, shuffle: rng });
 * ```
 */
export class TableEncoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'TableEncoder';

  readonly #features: readonly ColumnPlan[];
  readonly #target: ColumnPlan;

  private constructor(features: readonly ColumnPlan[], target: ColumnPlan) {
    this.#features = features;
    this.#target = target;
    keepArguments(this, TableEncoder, [{ features, target }]);
  }

  /** What `load` makes it by: `from`. */
  static fromArguments(state: EncoderState): TableEncoder {
    return TableEncoder.from(state);
  }

  /**
   * Learns from the training part what to do; from it alone, or what is held out would be seen.
   *
   * @throws RangeError for a column that is not there, holds nothing, or numbers and texts, naming row and column; for a target with
   *   missing cells; TypeError for an invalid option
   */
  static fit(records: readonly TableRecord[], options: TableEncoderOptions): TableEncoder {
    const where = 'TableEncoder.fit';
    const { target, features, predict } = readOptions(where, options, OPTIONS);
    expectText(where, 'target', target);
    expectRows(where, records);
    const names =
      features ?? Object.keys(records[0] as TableRecord).filter((name) => name !== target);
    if (!Array.isArray(names) || names.length === 0) {
      throw new RangeError(expected(`${where}: features`, 'at least one column', features ?? []));
    }
    names.forEach((name, i) => {
      expectText(where, `features.${i}`, name);
      if (name === target)
        throw new RangeError(
          `${where}: features: expected none of them to be the target, got ${describeValue(name)}`,
        );
    });
    const plans = names.map((name) => planColumn(where, name, columnOf(where, records, name)));
    return new TableEncoder(
      plans,
      planTarget(where, target, columnOf(where, records, target), predict),
    );
  }

  /** One that `toJSON` has described. @throws RangeError, TypeError for another description */
  static from(state: EncoderState): TableEncoder {
    expectState('TableEncoder.from', state);
    return new TableEncoder(state.features, state.target);
  }

  /** All that it knows, for `from`: a saved model needs it. */
  toJSON(): EncoderState {
    return { features: this.#features, target: this.#target };
  }

  /** The names of the inputs, in their order. */
  get inputs(): readonly string[] {
    return this.#features.flatMap(inputsOf);
  }

  /** How many outputs a model needs: one a class, or 1. */
  get outputs(): number {
    return this.classes?.length ?? 1;
  }

  /** The classes by their indices; undefined where a number is predicted. */
  get classes(): readonly string[] | undefined {
    return this.#target.kind === 'text' ? (this.#target.values as readonly string[]) : undefined;
  }

  /**
   * Inputs and targets of rows.
   *
   * @throws RangeError that names row and column, for a cell that does not fit, a class that the training part has not had
   */
  encode(records: readonly TableRecord[]): Encoded {
    const where = 'TableEncoder.encode';
    const x = this.#inputsOf(where, records);
    const cells = columnOf(where, records, this.#target.name);
    const name = describeText(this.#target.name);
    const values = cells.map((cell, i) => this.#targetOf(`${where}: row ${i + 1}: ${name}`, cell));
    if (this.#target.kind === 'text') return { x, y: Int32Array.from(values) };
    return { x, y: { data: Float32Array.from(values), shape: [values.length, 1] } };
  }

  /** The inputs alone, of rows whose target is not known. @throws as `encode` */
  encodeInputs(records: readonly TableRecord[]): Encoded['x'] {
    return this.#inputsOf('TableEncoder.encodeInputs', records);
  }

  /** What outputs of a model mean: the names of class indices, or numbers in the target's own unit. @throws RangeError for no such index */
  decode(outputs: ArrayLike<number>): (string | number)[] {
    const target = this.#target;
    return Array.from(outputs, (value, i) => {
      if (target.kind === 'number') return value * target.deviation + target.mean;
      const name = target.values[value];
      if (name !== undefined && name !== null) return name;
      const rule = `an index under ${target.values.length}`;
      throw new RangeError(expected(`TableEncoder.decode: outputs.${i}`, rule, value));
    });
  }

  #inputsOf(where: string, records: readonly TableRecord[]): Encoded['x'] {
    expectRows(where, records);
    const width = this.inputs.length;
    const data = new Float32Array(records.length * width);
    let first = 0;
    for (const plan of this.#features) {
      const name = describeText(plan.name);
      columnOf(where, records, plan.name).forEach((cell, i) => {
        writeInputs(`${where}: row ${i + 1}: ${name}`, plan, cell, data, i * width + first);
      });
      first += inputsOf(plan).length;
    }
    return { data, shape: [records.length, width] };
  }

  #targetOf(place: string, cell: Cell): number {
    const target = this.#target;
    if (isMissing(cell)) throw new RangeError(`${place}: expected a value, got none`);
    if (target.kind === 'number') {
      if (typeof cell !== 'number' || !Number.isFinite(cell))
        throw new RangeError(expected(place, 'a finite number', cell));
      return (cell - target.mean) / target.deviation;
    }
    const i = target.values.indexOf(String(cell));
    if (i >= 0) return i;
    const known = describeText(target.values.slice(0, 10).join(', '));
    throw new RangeError(
      `${place}: expected a class of the training part (${known}), got ${describeValue(String(cell))}`,
    );
  }
}

function expectRows(where: string, records: readonly TableRecord[]): void {
  if (!Array.isArray(records))
    throw new TypeError(expected(`${where}: records`, 'an array of rows', records));
  if (records.length === 0)
    throw new RangeError(`${where}: records: expected at least one row, got none`);
}

function planTarget(
  where: string,
  name: string,
  cells: readonly Cell[],
  predict: 'classes' | 'number' | undefined,
): NumberPlan | TextPlan {
  const row = cells.findIndex(isMissing);
  const label = describeText(name);
  if (row >= 0)
    throw new RangeError(`${where}: row ${row + 1}: ${label}: expected a value, got none`);
  const plan = planColumn(where, name, predict === 'classes' ? cells.map(String) : cells);
  if (predict === 'number' && plan.kind === 'text') {
    throw new RangeError(
      `${where}: ${label}: expected numbers, got ${describeValue(plan.values[0] as string)}`,
    );
  }
  if (plan.kind === 'text' && plan.values.length < 2) {
    throw new RangeError(
      `${where}: ${label}: expected at least two classes, got ${describeValue(plan.values[0] as string)} alone`,
    );
  }
  return plan;
}
