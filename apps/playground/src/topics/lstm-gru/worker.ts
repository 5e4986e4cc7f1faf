import { adding } from '@dl/lessons/lstm-gru/adding/lesson';
import { experimentOf } from '../../kit/worker/experiment-of';
import { serve } from '../../kit/worker/serve';

serve(experimentOf(adding));
