import { addition } from '@dl/lessons/rnn/addition/lesson';
import { serve } from '../../kit/worker/serve';

serve(addition);
