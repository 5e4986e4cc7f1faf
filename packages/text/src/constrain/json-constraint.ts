import { expectInteger, type OptionChecks, readOptions } from '@dl/core/check';
import type { Constraint } from '../decode/constraint';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { SchemaReader } from './json-schema';
import { TokenConstraint } from './token-constraint';

export interface JsonConstraintOptions {
  /** How often a `$ref` may stand within itself: what is deeper is left out. Default 0: a schema that needs it is refused. */
  recursion?: number;
}

const OPTIONS: OptionChecks<JsonConstraintOptions> = {
  recursion: (where, name, value) => expectInteger(where, name, value as number, 0, 32),
};

/**
 * Values of JSON that a schema allows, as a mask over the tokens of a `Vocabulary`, `Bpe` or `WordPiece`: what is written always parses
 * and fits, within `maxLength`.
 *
 * ```ts
 * const schema = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name'] };
 * const constraint = jsonConstraint(schema, bpe);
 * const [row] = await generate(model, { state, start, eos, maxLength: 60, constraint });
 * JSON.parse(bpe.decode(row.tokens));
 * ```
 *
 * Known are `type` (one or several), `properties` in their order, `required`, `enum`, `const`, `anyOf`, `$ref` within the schema, `items`,
 * `minItems`, `maxItems`, `pattern` (as `regexConstraint` reads it, anywhere in the text), `minLength` and `maxLength`. No property is
 * written that `properties` lacks. Numbers have at most 15 digits before and behind the point; a blank may stand behind `:` and `,`.
 *
 * @throws RangeError for each other keyword, by name, for more than 32,768 states, and for a schema that no value fits; TypeError for what
 *   is no schema, or for another tokenizer
 */
export function jsonConstraint(
  schema: object,
  tokenizer: Tokenizer,
  options?: JsonConstraintOptions,
): Constraint {
  const where = 'jsonConstraint';
  const { recursion = 0 } = readOptions(where, options, OPTIONS);
  return new TokenConstraint(where, new SchemaReader(where, schema, recursion).read(), tokenizer);
}
