import { bitText, decodeSums, type Pair } from '@dl/lessons/rnn/addition/bits';
import type { AdditionRun } from '@dl/lessons/rnn/addition/run';
import type { LessonView } from '../lesson/run-lesson';
import { digits } from '../terminal/format';

/** A sum now and then: what the network says of a pair that it was just trained on. */
export const additionView: LessonView<AdditionRun> = {
  async onFrame({ step, loss }, run, screen, { every, bits }) {
    if (step !== 1 && step % Number(every) !== 0) return;
    const { pair, probabilities } = await run.answer();
    screen.line(sumLine(step, await loss(), probabilities, pair, Number(bits)));
  },
};

/** The five lines that the source report prints, in one. */
export function sumLine(
  step: number,
  loss: number,
  probabilities: ArrayLike<number>,
  [a, b]: Pair,
  bits: number,
): string {
  const [sum] = decodeSums(probabilities, bits) as [number];
  const mark = sum === a + b ? 'right' : `wrong: ${a + b}`;
  const predicted = `predicted ${bitText(sum, bits)}  true ${bitText(a + b, bits)}`;
  const at = `step ${String(step).padStart(5)}  loss ${digits(loss).padStart(8)}`;
  return `${at}  ${predicted}  ${a} + ${b} = ${sum}  ${mark}`;
}
