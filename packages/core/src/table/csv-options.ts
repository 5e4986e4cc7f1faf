import { expected } from '../check/describe';
import { type OptionCheck, type OptionChecks, oneOf } from '../check/options';
import { expectText } from './expect-text';

export interface CsvOptions {
  /** What stands between cells. Default: found in the first lines, one of `,` `;` `|` and the tabulator. */
  delimiter?: string;
  /** The names of the columns, of a text without a head line. */
  columns?: readonly string[];
  /** What counts as missing, without blanks around it. Default: nothing, `NA`, `N/A`, `NaN`, `null` and `?`. */
  missing?: readonly string[];
  /** Before the fraction of numbers. Default `.`; with `,` a dot between thousands is passed over. */
  decimal?: '.' | ',';
  /** What columns hold, where it is not to be found out: numbers of leading zeros may be names. */
  types?: Readonly<Record<string, 'number' | 'text'>>;
}

const expectTexts: OptionCheck = (where, name, value) => {
  if (!Array.isArray(value)) throw new TypeError(expected(`${where}: ${name}`, 'an array', value));
  value.forEach((text, i) => {
    expectText(where, `${name}.${i}`, text);
  });
};

const expectTypes: OptionCheck = (where, name, value) => {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'an object', value));
  }
  for (const [column, type] of Object.entries(value)) {
    oneOf(['number', 'text'])(where, `${name}.${column}`, type);
  }
};

/** The checks of the options of a CSV. */
export const CSV_OPTIONS: OptionChecks<CsvOptions> = {
  delimiter: (where, name, value) => {
    if (typeof value === 'string' && value.length === 1 && !'"\r\n\ufeff'.includes(value)) return;
    throw new RangeError(
      expected(`${where}: ${name}`, 'one character, no quote or line end', value),
    );
  },
  columns: expectTexts,
  missing: expectTexts,
  decimal: oneOf(['.', ',']),
  types: expectTypes,
};
