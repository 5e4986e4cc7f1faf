import { addition } from '@dl/lessons/rnn/addition/lesson';
import { experimentOf } from '../../kit/worker/experiment-of';
import { serve } from '../../kit/worker/serve';

serve(experimentOf(addition));
