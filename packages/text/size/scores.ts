// BLEU and chrF alone.
export { bleu, chrf } from '@dl/text';
