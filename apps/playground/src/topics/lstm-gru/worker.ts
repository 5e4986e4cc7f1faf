import { adding } from '@dl/lessons/lstm-gru/adding/lesson';
import { serve } from '../../kit/worker/serve';

serve(adding);
