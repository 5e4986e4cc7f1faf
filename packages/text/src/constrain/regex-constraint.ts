import type { Constraint } from '../decode/constraint';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { choice } from './expression';
import { parseRegex } from './parse-regex';
import { TokenConstraint } from './token-constraint';

/**
 * Texts that a regular expression matches as a whole, as a mask over the tokens of a `Vocabulary`, `Bpe` or `WordPiece` (Willard and Louf,
 * 2023): only tokens that lead to a match within `maxLength` are left, and `eos` just where there is one.
 *
 * ```ts
 * const constraint = regexConstraint(/\d{4}-\d\d-\d\d/, bpe);
 * const [row] = await generate(model, { state, start, eos, maxLength: 20, constraint });
 * ```
 *
 * It knows literals, `.`, classes, `\d \w \s`, groups, `|`, `? * + {m,n}`, and `^` and `$` at the ends; lazy or not is the same, and
 * characters are code points. Make it once: masks are kept for later calls.
 *
 * @throws RangeError for look-around, back references, `\b`, `\p{…}` and flags other than `s` and `u`, for more than 32,768 states, and
 *   for an expression that matches nothing; TypeError for another tokenizer
 */
export function regexConstraint(pattern: RegExp | string, tokenizer: Tokenizer): Constraint {
  const where = 'regexConstraint';
  const parts = parseRegex(where, pattern).map(({ expression }) => expression);
  return new TokenConstraint(where, choice(...parts), tokenizer);
}
