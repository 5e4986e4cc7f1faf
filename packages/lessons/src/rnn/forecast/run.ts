import { adamW, Linear, linearDecay, mse, type Rng, random } from '@dl/core';
import type { DailyWeather } from '@dl/datasets';
import { seattleWeather } from '@dl/datasets/files';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { bestAutoregression, climatology, naive, type Predictions, type Task } from './baselines';
import { daysOf, FEATURES, type Features, makeFeatures, splitByYear, windowTensor } from './data';
import { type Method, scoreOf } from './score';
import type { ForecastValues } from './settings';

/**
 * Reads a window of days and forecasts the change from its last day, in standard deviations: a network that has
 * learned nothing is as good as the naive forecast.
 */
export class Forecaster {
  readonly rnn: Rnn;
  readonly output: Linear;

  constructor(hidden: number, { rng }: { rng: Rng }) {
    this.rnn = new Rnn(FEATURES, hidden, { rng });
    this.output = new Linear(hidden, 1, { rng });
  }

  /** `windows` [batch, time, FEATURES] → [batch, 1]. */
  forward(windows: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => this.output.forward(this.rnn.forward(windows).last));
  }
}

/** Reads the weather, and makes a network. */
export async function start(
  { hidden, window, batch, ahead, learningRate, steps }: ForecastValues,
  { seed }: LessonContext,
): Promise<LessonRun> {
  const weather = await seattleWeather();
  const { highest: series, dates } = weather;
  const split = splitByYear(dates);
  const task: Task = { series, dates, split, ahead };
  const features = makeFeatures(series, dates, split.train);
  const rng = random(seed);
  const net = new Forecaster(hidden, { rng: rng.fold('weights') });
  const days = daysOf(split.train, window + ahead - 1);
  const change = (day: number) =>
    ((series[day] as number) - (series[day - ahead] as number)) / features.deviation;
  return {
    ...trainingRun({
      model: net,
      optimizer: adamW({ learningRate: linearDecay(learningRate, { steps }), weightDecay: 0.01 }),
      rng: rng.fold('data'),
      steps,
      batches: (step) => {
        const chosen = step.rng.choice(days, { size: batch });
        return {
          xs: windowTensor(features, chosen, window, ahead),
          targets: tf.tensor2d(chosen.map(change), [batch, 1]),
        };
      },
      loss: ({ xs, targets }) => mse(net.forward(xs), targets),
    }),
    lossLabel: { en: 'squared error, in variances', ja: '二乗誤差(分散比)' },
    about: aboutOf(weather, task),
    async score() {
      const predictions = await predict(net, task, features, window);
      const name = { en: 'recurrent network', ja: 'RNN' };
      return scoreOf([...baselines(task), { id: 'rnn', name, predictions }], task);
    },
  };
}

function aboutOf({ dates, from }: DailyWeather, { split, ahead }: Task): Text[] {
  const year = (day: number) => dates[day]?.slice(0, 4);
  const [validation, test] = [year(split.validation.start), year(split.test.start)];
  const count = dates.length.toLocaleString('en-US');
  const span = `${dates[0]} – ${dates.at(-1)}: ${from.file}`;
  const source = `${from.sources[0]?.title} (${from.licences[0]?.title})`;
  return [
    {
      en: ahead === 1 ? 'of the next day' : `of the day ${ahead} days ahead`,
      ja: ahead === 1 ? '翌日の気温' : `${ahead} 日先の気温`,
    },
    { en: `${count} days, ${span}`, ja: `${count} 日間、${span}` },
    { en: `data: ${source}`, ja: `データ: ${source}` },
    {
      en: `trained on all before ${validation}; ${validation} to choose, ${test} held out`,
      ja: `${validation} 年より前で学習、${validation} 年で選択、${test} 年でテスト`,
    },
  ];
}

/** The network's forecast of every day of validation and test. */
async function predict(
  net: Forecaster,
  { series, split, ahead }: Task,
  features: Features,
  window: number,
): Promise<Predictions> {
  const days = [...daysOf(split.validation), ...daysOf(split.test)];
  const outputs = tf.tidy(() => net.forward(windowTensor(features, days, window, ahead)));
  const changes = await outputs.data();
  outputs.dispose();
  const predictions = series.map(() => Number.NaN);
  days.forEach((day, i) => {
    const change = (changes[i] as number) * features.deviation;
    predictions[day] = (series[day - ahead] as number) + change;
  });
  return predictions;
}

function baselines(task: Task): Method[] {
  const plain = bestAutoregression(task, false);
  const seasonal = bestAutoregression(task, true);
  const days = (lags: number) => `${lags} ${lags === 1 ? 'day' : 'days'}`;
  return [
    {
      id: 'naive',
      name: { en: 'naive: the last known day', ja: '最後に分かっている日と同じ' },
      predictions: naive(task),
    },
    {
      id: 'climatology',
      name: { en: 'usual for the time of year', ja: '平年値' },
      predictions: climatology(task),
    },
    {
      id: 'linear',
      name: { en: `linear, ${days(plain.lags)}`, ja: `線形、${plain.lags} 日` },
      predictions: plain.predictions,
    },
    {
      id: 'linearSeason',
      name: {
        en: `linear, ${days(seasonal.lags)} and time of year`,
        ja: `線形、${seasonal.lags} 日と季節`,
      },
      predictions: seasonal.predictions,
    },
  ];
}
