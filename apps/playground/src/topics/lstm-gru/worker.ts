import { adding } from '@dl/lessons/lstm-gru/adding/lesson';
import { AddingRun } from '@dl/lessons/lstm-gru/adding/run';
import { serve } from '../../kit/worker/serve';

serve(adding, (values, { seed }) => new AddingRun(values, seed));
