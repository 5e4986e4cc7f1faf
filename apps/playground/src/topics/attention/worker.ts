import { pronouns } from '@dl/lessons/attention/pronouns/lesson';
import { PronounRun } from '@dl/lessons/attention/pronouns/run';
import { serve } from '../../kit/worker/serve';

serve(pronouns, (values, { seed }) => new PronounRun(values, seed));
