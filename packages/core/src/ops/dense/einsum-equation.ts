import { describeShape, expected } from '../../check/describe';
import { ShapeError } from '../../check/shape';

/** What an equation of Einstein's notation says of these shapes: a label an axis. */
export interface EinsumPlan {
  /** Of each operand. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Reads an equation: letters name axes, `...` the axes that broadcast; without `->` the output has those letters that occur
 * once, in alphabetical order, behind the axes of `...`.
 *
 * @throws RangeError for an equation that is none, ShapeError for shapes that do not fit it
 */
export function readEquation(equation: string, shapes: readonly (readonly number[])[]): EinsumPlan {
  const fail = (what: string): never => {
    throw new RangeError(expected('einsum: equation', what, equation));
  };
  if (typeof equation !== 'string') fail('a text such as "ij,jk->ik"');
  const [left, right, ...more] = equation.replaceAll(' ', '').split('->');
  if (left === undefined || more.length > 0) fail('one arrow at most');
  const terms = (left as string).split(',');
  if (terms.length !== shapes.length) fail(`${shapes.length} terms, one an operand`);
  for (const term of [...terms, ...(right === undefined ? [] : [right])]) {
    const parts = term.split('...');
    if (parts.length > 2 || !parts.every((part) => /^[A-Za-z]*$/.test(part))) {
      fail('letters, and ... once a term');
    }
  }
  const inputs = terms.map((term, i) => labelsOf(term, shapes[i] as readonly number[], i));
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = shapes[i]?.[axis] as number;
      const known = sizes.get(label) ?? 1;
      if (known !== size && known !== 1 && size !== 1) {
        throw new ShapeError(
          `einsum: operands[${i}]: expected ${known} entries for ${nameOf(label)}, got ${size} of ${describeShape(shapes[i] as readonly number[])}`,
        );
      }
      sizes.set(label, size === 1 ? known : size);
    });
  });
  const dots = [...sizes.keys()]
    .filter(isDot)
    .sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
  const output = right === undefined ? implicit(inputs, dots) : explicit(right, dots);
  if (new Set(output).size !== output.length) fail('each letter once in the output');
  for (const label of output)
    if (!sizes.has(label)) fail(`letters of the operands in the output, not ${label}`);
  return { inputs, output, sizes };
}

/** Axes of `...` are labelled from the last: `.0` is the last of them in every term. */
function isDot(label: string): boolean {
  return label.startsWith('.');
}

function nameOf(label: string): string {
  return isDot(label) ? `axis ${label.slice(1)} from the end of ...` : label;
}

function labelsOf(term: string, shape: readonly number[], operand: number): string[] {
  const [before, after] = term.split('...') as [string, string | undefined];
  const named = before.length + (after?.length ?? 0);
  const rest = shape.length - named;
  if (after === undefined ? rest !== 0 : rest < 0) {
    const least = after === undefined ? '' : 'at least ';
    const shown = term.length > 60 ? `${term.slice(0, 60)}…` : term;
    throw new ShapeError(
      `einsum: operands[${operand}]: expected ${least}${named} axes as in ${shown}, got ${describeShape(shape)}`,
    );
  }
  const dots = Array.from({ length: rest }, (_, i) => `.${rest - 1 - i}`);
  return [...before, ...dots, ...(after ?? '')];
}

function implicit(inputs: readonly (readonly string[])[], dots: readonly string[]): string[] {
  const all = inputs.flat().filter((label) => !isDot(label));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...dots, ...once.sort()];
}

function explicit(term: string, dots: readonly string[]): string[] {
  const [before, after] = term.split('...') as [string, string | undefined];
  return after === undefined ? [...before] : [...before, ...dots, ...after];
}
