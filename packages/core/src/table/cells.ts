import { describeText, describeValue } from '../check/describe';
import { setOwn } from '../model/set-own';
import type { CsvOptions } from './csv-options';
import type { Cell } from './record';

const MISSING = ['', 'NA', 'N/A', 'NaN', 'null', '?'];

/** A decimal number; Infinity, hexadecimals and digits with blanks are texts. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/;

/** What the cells of a text mean. */
export class Cells {
  readonly #where: string;
  readonly #names: readonly string[];
  readonly #missing: ReadonlySet<string>;
  readonly #decimal: string;
  readonly #types: Readonly<Record<string, 'number' | 'text'>>;

  /** @throws RangeError for types of columns that there are not, or two columns of one name */
  constructor(where: string, head: readonly string[], options: CsvOptions) {
    this.#where = where;
    // Tables that have been saved with their row names have a column without a name.
    this.#names = head.map((name, i) => name.trim() || `column${i + 1}`);
    this.#missing = new Set(options.missing ?? MISSING);
    this.#decimal = options.decimal ?? '.';
    this.#types = options.types ?? {};
    const known = new Set<string>();
    for (const name of this.#names) {
      if (known.has(name)) {
        throw new RangeError(
          `${where}: columns: expected different names, got ${describeValue(name)} twice`,
        );
      }
      known.add(name);
    }
    for (const name of Object.keys(this.#types)) {
      if (known.has(name)) continue;
      const list = describeText(this.#names.join(', '));
      throw new RangeError(
        `${where}: types: expected a column of ${list}, got ${describeValue(name)}`,
      );
    }
  }

  /** Checks that a row has a cell a column. @throws RangeError that names it */
  expectWhole(row: readonly string[], number: number): void {
    if (row.length === this.#names.length) return;
    const [wanted, got] = [this.#names.length, row.length];
    throw new RangeError(
      `${this.#where}: row ${number}: expected ${wanted} cells as in the head line, got ${got}`,
    );
  }

  /** Whether each column is one of numbers: as the options say, else where every cell that is there is one. */
  kindsOf(rows: readonly (readonly string[])[]): boolean[] {
    return this.#names.map((name, i) => {
      const known = Object.hasOwn(this.#types, name) ? this.#types[name] : undefined;
      if (known !== undefined) return known === 'number';
      return rows.every((row) => {
        const text = (row[i] as string).trim();
        return this.#missing.has(text) || this.#numberOf(text) !== undefined;
      });
    });
  }

  /** A row by the names of its columns. @throws RangeError for a cell that is no number in a column of them */
  record(row: readonly string[], kinds: readonly boolean[], number: number): Record<string, Cell> {
    const record: Record<string, Cell> = {};
    for (let i = 0; i < row.length; i++) {
      const text = (row[i] as string).trim();
      const name = this.#names[i] as string;
      if (this.#missing.has(text)) setOwn(record, name, null);
      else if (!kinds[i]) setOwn(record, name, text);
      else {
        const value = this.#numberOf(text);
        if (value === undefined) throw this.#noNumber(name, number, text);
        setOwn(record, name, value);
      }
    }
    return record;
  }

  #numberOf(text: string): number | undefined {
    if (this.#decimal === '.') return NUMBER.test(text) ? Number(text) : undefined;
    const plain = (GROUPED.test(text) ? text.replaceAll('.', '') : text).replace(',', '.');
    return NUMBER.test(plain) && (!text.includes('.') || GROUPED.test(text))
      ? Number(plain)
      : undefined;
  }

  #noNumber(name: string, row: number, text: string): RangeError {
    const hint = 'its column is one of numbers so far; types or missing say otherwise';
    const got = describeValue(text);
    return new RangeError(
      `${this.#where}: row ${row}: ${describeText(name)}: expected a number, got ${got} (${hint})`,
    );
  }
}
