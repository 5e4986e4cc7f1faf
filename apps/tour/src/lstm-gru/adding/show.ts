import { ADDING_BASELINE } from '@dl/datasets';
import type { OptionValues } from '../../command/option';
import { count, digits } from '../../terminal/format';
import type { Curve, Screen } from '../../terminal/screen';
import { CELLS, type CellName } from './network';
import { type ADDING_OPTIONS, firstMemory } from './settings';

/** What a network has come to. */
export interface Added {
  readonly name: CellName;
  /** On fresh sequences. */
  readonly mse: number;
  readonly parameters: number;
  readonly curve: Curve;
}

/** A network has learned the problem if its error is under the baseline's by this factor. */
const LEARNED = 10;

/** Says what is trained. */
export function describe(
  screen: Screen,
  { time, hidden, batch, 'learning-rate': rate }: OptionValues<typeof ADDING_OPTIONS>,
): void {
  screen.title(`The adding problem: two marked numbers among ${time} are to be added`);
  screen.note(
    `${hidden} hidden units, ${batch} sequences a step, adam at ${rate}, the same for all`,
  );
  const memory = firstMemory(time);
  screen.note(
    `gates begin with biases of ±ln ${memory}, for a memory of ${memory} steps: at each, 1/${memory + 1} of it is replaced`,
  );
  screen.note(`to say 1 always errs by ${digits(ADDING_BASELINE)} (mean squared error)`);
}

/** Draws the losses, and says which network has learned to add. */
export function show(screen: Screen, added: readonly Added[]): void {
  for (const { name, curve } of added) {
    if (curve.length > 1) screen.plot(`Loss of the ${CELLS[name]} by step`, curve);
  }
  const learned = added.map(({ mse }) => mse * LEARNED <= ADDING_BASELINE);
  screen.table({
    head: ['fresh sequences', 'MSE', 'baseline ÷ MSE', 'parameters', 'learned'],
    rows: [
      ['always 1', digits(ADDING_BASELINE), '1', '0', '–'],
      ...added.map(({ name, mse, parameters }, i) => [
        CELLS[name],
        digits(mse),
        digits(ADDING_BASELINE / mse),
        count(parameters),
        learned[i] ? 'yes' : 'no',
      ]),
    ],
    strong: learned.flatMap((yes, i) => (yes ? [i + 1] : [])),
  });
}
