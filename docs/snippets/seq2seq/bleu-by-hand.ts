import { bleu } from '@dl/text';

// #region bleu
const hypothesis = 'the dog runs in the park';
const reference = 'the dog runs in the big park today';
const found = bleu([hypothesis], [reference]);
const product = (6 / 6) * (4 / 5) * (3 / 4) * (2 / 3); // n = 1 … 4
const brevity = Math.exp(1 - 8 / 6);
const byHand = 100 * brevity * product ** (1 / 4);
console.log(found.score.toFixed(2), byHand.toFixed(2));
// #endregion bleu
const shares = found.precisions.map((share) => share.toFixed(1));
console.log(shares.join(' '), found.signature);
