import { defineTask, type Topic } from '../command/topic';
import { ADDITION_OPTIONS } from '../rnn/addition/settings';
import { FORECAST_OPTIONS } from '../rnn/forecast/settings';

/** The simple recurrent network. */
export const topic: Topic = {
  description: 'a simple recurrent network: binary addition, and a forecast of the weather',
  tasks: {
    addition: defineTask({
      description: 'add two numbers bit by bit, the least significant bit first',
      options: ADDITION_OPTIONS,
      run: async (context) => (await import('../rnn/addition/run')).runAddition(context),
    }),
    forecast: defineTask({
      description: "tomorrow's highest temperature in Seattle, against simpler forecasts",
      options: FORECAST_OPTIONS,
      run: async (context) => (await import('../rnn/forecast/run')).runForecast(context),
    }),
  },
};
