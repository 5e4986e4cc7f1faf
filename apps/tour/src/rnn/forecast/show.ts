import type { Metrics } from '../../command/topic';
import type { Screen } from '../../terminal/screen';
import type { Predictions, Task } from './baselines';
import { type Errors, errorsOf } from './errors';

/** A way to forecast, and what it says. */
export interface Method {
  /** Its name in `--json`. */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  readonly predictions: Predictions;
}

/** A method's errors on both parts that it was not fitted to. */
interface Scored extends Method {
  readonly validation: Errors;
  readonly test: Errors;
}

/** Shows what each method errs by, says which is best, and gives the figures. The last method is the network. */
export function showMethods(screen: Screen, methods: readonly Method[], task: Task): Metrics {
  const { series, split } = task;
  const scored = methods.map((method) => ({
    ...method,
    validation: errorsOf(method.predictions, series, split.validation),
    test: errorsOf(method.predictions, series, split.test),
  }));
  const best = scored.reduce((least, next) => (next.test.mae < least.test.mae ? next : least));
  const reference = scored[0] as Scored;
  screen.table({
    head: ['error in °C', 'validation MAE', 'RMSE', 'held out MAE', 'RMSE', 'MAE to naive'],
    rows: scored.map(({ name, validation, test }) => [
      name,
      ...[validation.mae, validation.rmse, test.mae, test.rmse].map((value) => value.toFixed(2)),
      difference(test.mae, reference.test.mae),
    ]),
    strong: [scored.indexOf(best)],
  });
  screen.line('');
  screen.line(verdict(scored, best));
  return Object.assign({ best: best.id }, ...scored.map(figures));
}

/** Which method is best on held-out time, and by how much the network wins or loses against the best other. */
export function verdict(scored: readonly Pick<Scored, 'name' | 'test'>[], best: object): string {
  const net = scored.at(-1) as Scored;
  const others = scored.slice(0, -1);
  const rival = others.reduce((least, next) => (next.test.mae < least.test.mae ? next : least));
  const gap = difference(net.test.mae, rival.test.mae);
  const against = `its mean error is ${gap} against «${rival.name}»`;
  return best === net
    ? `On the held-out year the recurrent network is best: ${against}.`
    : `On the held-out year the recurrent network is not the best: ${against}.`;
}

function difference(value: number, reference: number): string {
  const share = 100 * (value / reference - 1);
  const text = `${Math.abs(share).toFixed(1)} %`;
  return `${share < 0 ? '−' : '+'}${text}`;
}

function figures({ id, validation, test }: Scored): Metrics {
  return {
    [`${id}Mae`]: test.mae,
    [`${id}Rmse`]: test.rmse,
    [`${id}ValidationMae`]: validation.mae,
    [`${id}ValidationRmse`]: validation.rmse,
  };
}
