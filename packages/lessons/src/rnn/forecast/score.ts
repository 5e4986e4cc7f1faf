import type { Score, ScoreColumn } from '../../kit/score';
import type { Text } from '../../kit/text';
import { type Errors, errorsOf, type Predictions, type Task } from './baselines';

/** A way to forecast, and what it says. */
export interface Method {
  /** Its name among the figures. */
  readonly id: string;
  readonly name: Text;
  readonly predictions: Predictions;
}

/** A method's errors on both parts that it was not fitted to. */
export interface Scored extends Method {
  readonly validation: Errors;
  readonly test: Errors;
}

const COLUMNS: readonly ScoreColumn[] = [
  { label: { en: 'validation MAE', ja: '検証 MAE' }, kind: 'number', decimals: 2 },
  { label: { en: 'RMSE', ja: 'RMSE' }, kind: 'number', decimals: 2 },
  { label: { en: 'held out MAE', ja: 'テスト MAE' }, kind: 'number', decimals: 2 },
  { label: { en: 'RMSE', ja: 'RMSE' }, kind: 'number', decimals: 2 },
  { label: { en: 'MAE to naive', ja: 'MAE の差' }, kind: 'change' },
];

/** What each method errs by, and which is best. The first is the reference, the last the network. */
export function scoreOf(methods: readonly Method[], { series, split }: Task): Score {
  const scored = methods.map((method) => ({
    ...method,
    validation: errorsOf(method.predictions, series, split.validation),
    test: errorsOf(method.predictions, series, split.test),
  }));
  const best = least(scored);
  const reference = (scored[0] as Scored).test.mae;
  return {
    caption: { en: 'error in °C', ja: '誤差(°C)' },
    columns: COLUMNS,
    rows: scored.map(({ name, validation, test }, i) => ({
      label: name,
      values: [...[validation.mae, validation.rmse, test.mae, test.rmse], test.mae / reference - 1],
      strong: scored[i] === best,
    })),
    remarks: [verdict(scored)],
    figures: Object.assign({ unit: '°C', best: best.id }, ...scored.map(figuresOf)),
  };
}

/** Which method is best on held-out time, and by how much the network wins or loses against the best other. */
export function verdict(scored: readonly Pick<Scored, 'name' | 'test'>[]): Text {
  const net = scored.at(-1) as Scored;
  const rival = least(scored.slice(0, -1));
  const share = 100 * (net.test.mae / rival.test.mae - 1);
  const gap = `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(1)} %`;
  const best = net.test.mae < rival.test.mae;
  return {
    en: `On the held-out year the recurrent network is ${best ? 'best' : 'not the best'}: its mean error is ${gap} against «${rival.name.en}».`,
    ja: `テストの年では RNN が最良で${best ? 'す' : 'はありません'}: 平均誤差は「${rival.name.ja}」に対して ${gap} です。`,
  };
}

function least<M extends Pick<Scored, 'test'>>(methods: readonly M[]): M {
  return methods.reduce((best, next) => (next.test.mae < best.test.mae ? next : best));
}

function figuresOf({ id, validation, test }: Scored): Record<string, number> {
  return {
    [`${id}Mae`]: test.mae,
    [`${id}Rmse`]: test.rmse,
    [`${id}ValidationMae`]: validation.mae,
    [`${id}ValidationRmse`]: validation.rmse,
  };
}
