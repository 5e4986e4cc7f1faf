import { serve } from '../../kit/worker/serve';
import { experiment } from './experiment';

serve(experiment);
