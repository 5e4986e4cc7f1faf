import { digits } from '@dl/lessons';
import { bitText, decodeSums, type Pair } from '@dl/lessons/rnn/addition/bits';
import { addition } from '@dl/lessons/rnn/addition/lesson';
import type { AdditionRun } from '@dl/lessons/rnn/addition/run';
import { forecast } from '@dl/lessons/rnn/forecast/lesson';
import type { Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';

/** A sum now and then: what the network says of a pair that it was just trained on. */
const additionView: LessonView<AdditionRun> = {
  async onFrame({ step, loss }, run, screen, { every, bits }) {
    if (step !== 1 && step % Number(every) !== 0) return;
    const { pair, probabilities } = await run.answer();
    screen.line(sumLine(step, await loss(), probabilities, pair, Number(bits)));
  },
};

/** The five lines that the source report prints, in one. */
function sumLine(
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

/** The simple recurrent network. */
export const topic: Topic = {
  description: 'a simple recurrent network: binary addition, and a forecast of the weather',
  tasks: {
    addition: taskOf(addition, additionView),
    forecast: taskOf(forecast),
  },
};
