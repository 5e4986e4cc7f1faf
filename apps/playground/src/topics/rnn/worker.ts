import { addition } from '@dl/lessons/rnn/addition/lesson';
import { AdditionRun } from '@dl/lessons/rnn/addition/run';
import { serve } from '../../kit/worker/serve';

serve(addition, (values, { seed }) => new AdditionRun(values, seed));
