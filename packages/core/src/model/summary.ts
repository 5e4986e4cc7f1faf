import { describeShape } from '../check/describe';
import { walk } from './walk';

/**
 * A table of the Variables of `model`: path, shape, number of entries and whether training changes
 * them, with totals.
 *
 * @throws TypeError if `model` is no object, array or function
 */
export function summary(model: unknown): string {
  const rows = [['path', 'shape', 'parameters', 'trainable']];
  let trainable = 0;
  let fixed = 0;
  walk('summary', model, (path, variable) => {
    if (variable.trainable) trainable += variable.size;
    else fixed += variable.size;
    const shape = describeShape(variable.shape);
    rows.push([path, shape, format(variable.size), variable.trainable ? 'yes' : 'no']);
  });
  const variables = rows.length - 1;
  const title = `total of ${variables} ${variables === 1 ? 'variable' : 'variables'}`;
  const total = [title, '', format(trainable + fixed), ''];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...[...rows, total].map((row) => (row[column] as string).length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        return column === 2 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [head, ...body] = rows.map(line);
  const split = `trainable ${format(trainable)}, fixed ${format(fixed)}`;
  return [head, rule, ...body, rule, line(total), split].join('\n');
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
