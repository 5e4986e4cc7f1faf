import { pronouns } from '@dl/lessons/attention/pronouns/lesson';
import { serve } from '../../kit/worker/serve';

serve(pronouns);
