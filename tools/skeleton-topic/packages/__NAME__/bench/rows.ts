import { claims } from '@dl/lessons/__NAME__/claims';
import { claimRows } from '../../../apps/bench/src/kit/claim-rows';

/** The rows of this package. */
export const rows = [...claimRows(claims)];
