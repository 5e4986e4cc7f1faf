import { count, digits, percent } from '../../terminal/format';
import type { Screen } from '../../terminal/screen';
import type { TrainingRun } from '../../training/run-training';
import { bitText, decodeSums, limitOf, type Pair } from './bits';
import type { AdditionSettings } from './settings';

/** Says what is trained. */
export function describe(screen: Screen, settings: AdditionSettings): void {
  const { bits, hidden, activation, init, bias, optimizer, learningRate, batch } = settings;
  screen.title(`A recurrent network learns to add, bit by bit, numbers under ${limitOf(bits)}`);
  const units = `${hidden} ${activation} units ${bias ? 'with' : 'without'} biases`;
  const pairs = `${batch} ${batch === 1 ? 'pair' : 'pairs'} a step`;
  screen.note(`${units}, ${init} first weights, ${optimizer} at ${learningRate}, ${pairs}`);
  if (settings.asPrinted) {
    screen.note(
      "as printed: the derivative of the output's sigmoid is taken at y, not at its input",
    );
  }
}

/** The five lines that the source report prints, in one. */
export function sumLine(
  step: number,
  loss: number,
  outputs: ArrayLike<number>,
  [a, b]: Pair,
  bits: number,
): string {
  const sum = decodeSums(
    Array.from({ length: bits }, (_, t) => outputs[t] as number),
    bits,
  )[0] as number;
  const mark = sum === a + b ? 'right' : `wrong: ${a + b}`;
  const predicted = `predicted ${bitText(sum, bits)}  true ${bitText(a + b, bits)}`;
  const at = `step ${String(step).padStart(5)}  loss ${digits(loss).padStart(8)}`;
  return `${at}  ${predicted}  ${a} + ${b} = ${sum}  ${mark}`;
}

/** Draws the loss, and says how many pairs are right. */
export function show(
  screen: Screen,
  bits: number,
  { curve, loss }: TrainingRun,
  { share, right, pairs }: { share: number; right: number; pairs: number },
): void {
  if (curve.length > 1)
    screen.plot('Loss (half the squared error, summed over bits) by step', curve);
  const limit = limitOf(bits);
  screen.table({
    head: ['all pairs', 'exact match', 'right', 'wrong', 'last loss'],
    rows: [
      [
        `${limit} × ${limit} = ${count(pairs)}`,
        percent(share),
        count(right),
        count(pairs - right),
        loss === null ? '–' : digits(loss),
      ],
    ],
    strong: share === 1 ? [0] : [],
  });
}
