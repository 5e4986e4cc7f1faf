import { addition } from '@dl/lessons/rnn/addition/lesson';
import { defineTask, type Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';
import { FORECAST_OPTIONS } from '../rnn/forecast/settings';
import { additionView } from '../views/addition';

/** The simple recurrent network. */
export const topic: Topic = {
  description: 'a simple recurrent network: binary addition, and a forecast of the weather',
  tasks: {
    addition: taskOf(addition, additionView),
    forecast: defineTask({
      description: "tomorrow's highest temperature in Seattle, against simpler forecasts",
      options: FORECAST_OPTIONS,
      run: async (context) => (await import('../rnn/forecast/run')).runForecast(context),
    }),
  },
};
