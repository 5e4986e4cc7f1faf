import { adamW, dispose, linearDecay, mse, random } from '@dl/core';
import { seattleWeather } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { count } from '../../terminal/format';
import type { TrainingRun } from '../../training/run-frames';
import { runTraining } from '../../training/run-training';
import { bestAutoregression, climatology, naive, type Predictions, type Task } from './baselines';
import { type Features, makeFeatures } from './features';
import { Forecaster, windowTensor } from './network';
import { type FORECAST_OPTIONS, FORECAST_STEPS } from './settings';
import { type Method, showMethods } from './show';
import { daysOf, splitByYear } from './split';

type Context = TaskContext<typeof FORECAST_OPTIONS>;

/** Forecasts the highest temperature of a day in Seattle, with simpler forecasts beside. */
export async function runForecast(context: Context): Promise<Metrics> {
  const { options, screen } = context;
  const { highest: series, dates, from } = await seattleWeather();
  const split = splitByYear(dates);
  const task: Task = { series, dates, split, ahead: options.ahead };
  const when = options.ahead === 1 ? 'the next day' : `the day ${options.ahead} days ahead`;
  screen.title(`A recurrent network forecasts the highest temperature of ${when} in Seattle`);
  screen.note(`${count(dates.length)} days, ${dates[0]} to ${dates.at(-1)}: ${from.file}`);
  screen.note(`data: ${from.sources[0]?.title} (${from.licences[0]?.title})`);
  const year = (day: number) => dates[day]?.slice(0, 4);
  const [validation, test] = [year(split.validation.start), year(split.test.start)];
  screen.note(`trained on all before ${validation}; ${validation} to choose, ${test} held out`);
  const features = makeFeatures(series, dates, split.train);
  const steps = options.steps ?? FORECAST_STEPS;
  const { run, predictions } = await trainAndPredict(context, task, features, steps);
  if (run.curve.length > 1) screen.plot('Loss (squared error, in variances) by step', run.curve);
  const methods = [...baselines(task), { id: 'rnn', name: 'recurrent network', predictions }];
  const figures = showMethods(screen, methods, task);
  return {
    ahead: options.ahead,
    window: options.window,
    hidden: options.hidden,
    learningRate: options['learning-rate'],
    batch: options.batch,
    steps,
    unit: '°C',
    ...figures,
    loss: run.loss,
    seconds: run.seconds,
    stepsPerSecond: run.stepsPerSecond,
  };
}

async function trainAndPredict(
  context: Context,
  task: Task,
  features: Features,
  steps: number,
): Promise<{ run: TrainingRun; predictions: Predictions }> {
  const { seed, hidden, window, batch, ahead, 'learning-rate': rate } = context.options;
  const { series, split } = task;
  const rng = random(seed);
  const net = new Forecaster(hidden, { rng: rng.fold('weights') });
  const optimizer = adamW({ learningRate: linearDecay(rate, { steps }), weightDecay: 0.01 });
  const days = daysOf(split.train, window + ahead - 1);
  const change = (day: number) =>
    ((series[day] as number) - (series[day - ahead] as number)) / features.deviation;
  try {
    const run = await runTraining(context, {
      model: net,
      optimizer,
      steps,
      rng: rng.fold('data'),
      batches: (step) => {
        const chosen = step.rng.choice(days, { size: batch });
        return {
          xs: windowTensor(features, chosen, window, ahead),
          targets: tf.tensor2d(chosen.map(change), [batch, 1]),
        };
      },
      loss: ({ xs, targets }) => mse(net.forward(xs), targets),
    });
    const predictions = await predict(net, task, features, window);
    if (context.signal.aborted) await run.stop();
    return { run, predictions };
  } finally {
    dispose(net);
    optimizer.dispose();
  }
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
    { id: 'naive', name: 'naive: the last known day', predictions: naive(task) },
    { id: 'climatology', name: 'usual for the time of year', predictions: climatology(task) },
    { id: 'linear', name: `linear, ${days(plain.lags)}`, predictions: plain.predictions },
    {
      id: 'linearSeason',
      name: `linear, ${days(seasonal.lags)} and time of year`,
      predictions: seasonal.predictions,
    },
  ];
}
