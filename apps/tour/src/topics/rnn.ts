import { addition } from '@dl/lessons/rnn/addition/lesson';
import { forecast } from '@dl/lessons/rnn/forecast/lesson';
import type { Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';
import { additionView } from '../views/addition';

/** The simple recurrent network. */
export const topic: Topic = {
  description: 'a simple recurrent network: binary addition, and a forecast of the weather',
  tasks: {
    addition: taskOf(addition, additionView),
    forecast: taskOf(forecast),
  },
};
