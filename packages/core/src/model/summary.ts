import { expectFunction } from '../check/choice';
import { describeShape, describeText } from '../check/describe';
import { type OptionChecks, readOptions } from '../check/options';
import { walk } from './walk';

export interface SummaryOptions {
  /** Writes the table, or false. Default `console.log`. */
  print?: ((text: string) => void) | false;
}

const OPTIONS: OptionChecks<SummaryOptions> = {
  print: (where, name, value) => {
    if (value !== false) expectFunction(where, name, value);
  },
};

/** Letters of a path or a class; of more a table is none. */
const MOST = 120;

const HEAD = ['path', 'class', 'shape', 'parameters', 'trainable'];

/**
 * Prints a table of the Variables of `model`: path, class of the layer that holds it, shape, number of entries and whether
 * training changes them, with totals. As Keras' `model.summary()`.
 *
 * @returns the table as text
 * @throws TypeError if `model` is no object, array or function, or for an invalid option
 *
 * @example
 * ```ts
 * const model = new Linear(4, 3, { rng: random(1) });
 * console.log(summary(model)); // names, shapes and counts of all parameters
 * ```
 */
export function summary(model: unknown, options?: SummaryOptions): string {
  // biome-ignore lint/suspicious/noConsole: to print is what it is for
  const { print = console.log } = readOptions('summary', options, OPTIONS);
  const rows = [HEAD];
  let trainable = 0;
  let fixed = 0;
  walk('summary', model, (path, variable, holder) => {
    if (variable.trainable) trainable += variable.size;
    else fixed += variable.size;
    const shape = describeShape(variable.shape);
    const marks = [format(variable.size), variable.trainable ? 'yes' : 'no'];
    rows.push([describeText(path, MOST), className(holder), shape, ...marks]);
  });
  const variables = rows.length - 1;
  const title = `total of ${variables} ${variables === 1 ? 'variable' : 'variables'}`;
  const text = table(rows, [title, '', '', format(trainable + fixed), '']);
  const whole = `${text}\ntrainable ${format(trainable)}, fixed ${format(fixed)}`;
  if (print) print(whole);
  return whole;
}

/** Rows under their head, ruled off from a total. */
function table(rows: readonly string[][], total: readonly string[]): string {
  const widths = HEAD.map((_, column) =>
    Math.max(...[...rows, total].map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        return HEAD[column] === 'parameters' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [head, ...body] = rows.map(line);
  return [head, rule, ...body, rule, line(total)].join('\n');
}

/** Empty for what has no class of its own. */
function className(holder: object | undefined): string {
  if (holder === undefined || typeof holder === 'function') return '';
  const { name } = Object(Object.getPrototypeOf(holder)?.constructor) as { name?: unknown };
  if (typeof name !== 'string' || ['Object', 'Array', 'Map', 'Set'].includes(name)) return '';
  return describeText(name, MOST);
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
