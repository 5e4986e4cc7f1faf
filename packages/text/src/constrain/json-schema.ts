import { expected, expectInteger, LARGEST } from '@dl/core/check';
import { choice, type Expression, literal, repeat, sequence } from './expression';
import { anyCharacter, colon, comma, integer, number, quoted } from './json-text';
import { parseRegex } from './parse-regex';
import { jsonOf, refOf } from './schema-values';

type Schema = Readonly<Record<string, unknown>>;

/** What says nothing of a value. */
const NOTES = [
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
const ROOM = ['$schema', '$id', '$comment', '$defs', 'definitions', ...NOTES];
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['pattern', 'minLength', 'maxLength'],
  number: [],
  integer: [],
  boolean: [],
  null: [],
};
const TYPES = Object.keys(OF_TYPE);
const DEEPEST = 64;
const MOST = 50_000;
/** A language without a text. */
const NOTHING: Expression = /* @__PURE__ */ choice();

/** Turns a JSON schema into the language of the values that it allows. */
export class SchemaReader {
  readonly #where: string;
  readonly #root: unknown;
  readonly #recursion: number;
  readonly #open: string[] = [];
  #depth = 0;
  #count = 0;

  /** @param recursion how often a `$ref` may stand within itself */
  constructor(where: string, root: unknown, recursion: number) {
    this.#where = where;
    this.#root = root;
    this.#recursion = recursion;
  }

  /** The language of the whole. @throws TypeError, RangeError for what is not supported, by name */
  read(): Expression {
    return this.#schema(this.#root, 'schema');
  }

  #schema(value: unknown, path: string): Expression {
    const place = `${this.#where}: ${path}`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TypeError(expected(place, 'an object that is a schema', value));
    }
    if (++this.#count > MOST) {
      throw new RangeError(`${this.#where}: schema: expected at most ${MOST} parts, got more`);
    }
    if (++this.#depth > DEEPEST) {
      throw new RangeError(`${this.#where}: schema: expected at most ${DEEPEST} levels, got more`);
    }
    const found = this.#any(value as Schema, path);
    this.#depth--;
    return found;
  }

  #any(schema: Schema, path: string): Expression {
    if (Object.hasOwn(schema, '$ref')) {
      this.#expectNames(schema, path, ['$ref']);
      return this.#ref(schema.$ref, path);
    }
    if (Object.hasOwn(schema, 'anyOf')) {
      this.#expectNames(schema, path, ['anyOf']);
      const parts = this.#list(schema, path, 'anyOf');
      return choice(...parts.map((part, i) => this.#schema(part, `${path}.anyOf.${i}`)));
    }
    const types = this.#types(schema, path);
    if (Object.hasOwn(schema, 'const') || Object.hasOwn(schema, 'enum')) {
      const name = Object.hasOwn(schema, 'const') ? 'const' : 'enum';
      this.#expectNames(schema, path, [name, 'type']);
      const values = name === 'const' ? [schema.const] : this.#list(schema, path, 'enum');
      return choice(
        ...values.map((own, i) =>
          literal(
            jsonOf(`${this.#where}: ${path}.${name}${name === 'enum' ? `.${i}` : ''}`, own, types),
          ),
        ),
      );
    }
    if (types === undefined) {
      throw new RangeError(
        expected(`${this.#where}: ${path}`, 'a type, enum, const, anyOf or $ref', schema),
      );
    }
    this.#expectNames(schema, path, [
      'type',
      ...types.flatMap((type) => OF_TYPE[type] as string[]),
    ]);
    return choice(...types.map((type) => this.#ofType(type, schema, path)));
  }

  #ofType(type: string, schema: Schema, path: string): Expression {
    if (type === 'object') return this.#object(schema, path);
    if (type === 'array') return this.#array(schema, path);
    if (type === 'string') return this.#string(schema, path);
    if (type === 'number') return number();
    if (type === 'integer') return integer();
    return type === 'null' ? literal('null') : choice(literal('true'), literal('false'));
  }

  #object(schema: Schema, path: string): Expression {
    const { properties = {}, required = [], additionalProperties = false } = schema;
    const place = `${this.#where}: ${path}`;
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      throw new TypeError(expected(`${place}.properties`, 'schemas by name', properties));
    }
    if (typeof additionalProperties !== 'boolean') {
      const rule = 'true or false: only those of properties are written';
      throw new RangeError(expected(`${place}.additionalProperties`, rule, additionalProperties));
    }
    if (!Array.isArray(required)) {
      throw new TypeError(expected(`${place}.required`, 'an array of names', required));
    }
    required.forEach((name, i) => {
      if (typeof name === 'string' && Object.hasOwn(properties, name)) return;
      throw new RangeError(expected(`${place}.required.${i}`, 'a name of properties', name));
    });
    const members = Object.entries(properties).map(([name, own]) => ({
      part: sequence(
        literal(JSON.stringify(name)),
        colon(),
        this.#schema(own, `${path}.properties.${name}`),
      ),
      isRequired: required.includes(name),
    }));
    return sequence(literal('{'), { type: 'members', members, separator: comma() }, literal('}'));
  }

  #array(schema: Schema, path: string): Expression {
    const [min, max] = this.#counts(schema, path, 'minItems', 'maxItems');
    if (max === 0) return literal('[]');
    if (schema.items === undefined) {
      throw new RangeError(expected(`${this.#where}: ${path}.items`, 'a schema', undefined));
    }
    const item = this.#schema(schema.items, `${path}.items`);
    const more = repeat(sequence(comma(), item), Math.max(0, min - 1), max - 1);
    const items = sequence(item, more);
    return sequence(literal('['), min > 0 ? items : repeat(items, 0, 1), literal(']'));
  }

  #string(schema: Schema, path: string): Expression {
    const [min, max] = this.#counts(schema, path, 'minLength', 'maxLength');
    const { pattern } = schema;
    if (pattern === undefined) return quoted(repeat(anyCharacter(), min, max));
    const place = `${this.#where}: ${path}`;
    if (typeof pattern !== 'string')
      throw new TypeError(expected(`${place}.pattern`, 'a text', pattern));
    if (min > 0 || max < Infinity) {
      const rule = 'no minLength or maxLength beside it: the pattern can count';
      throw new RangeError(expected(`${place}.pattern`, rule, pattern));
    }
    // It may match anywhere in the text, as the standard has it.
    const around = repeat(anyCharacter(), 0, Infinity);
    const parts = parseRegex(place, pattern).map(({ expression, isFromStart, isToEnd }) =>
      sequence(...(isFromStart ? [] : [around]), expression, ...(isToEnd ? [] : [around])),
    );
    return quoted(choice(...parts));
  }

  #ref(ref: unknown, path: string): Expression {
    const place = `${this.#where}: ${path}.$ref`;
    const target = refOf(place, this.#root, ref);
    const times = this.#open.filter((open) => open === ref).length;
    // The root is open without a $ref.
    const within = times + (ref === '#' ? 1 : 0);
    if (within > this.#recursion) {
      if (this.#recursion > 0) return NOTHING;
      throw new RangeError(
        expected(place, 'none within itself, unless recursion says how often', ref),
      );
    }
    this.#open.push(ref as string);
    const found = this.#schema(target, path);
    this.#open.pop();
    return found;
  }

  #types(schema: Schema, path: string): string[] | undefined {
    if (!Object.hasOwn(schema, 'type')) return undefined;
    const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
    for (const type of types) {
      if (typeof type === 'string' && TYPES.includes(type)) continue;
      throw new RangeError(expected(`${this.#where}: ${path}.type`, TYPES.join(', '), type));
    }
    return types as string[];
  }

  #list(schema: Schema, path: string, name: string): unknown[] {
    const list = schema[name];
    if (Array.isArray(list) && list.length > 0) return list;
    throw new TypeError(
      expected(`${this.#where}: ${path}.${name}`, 'an array of one or more', list),
    );
  }

  #counts(schema: Schema, path: string, least: string, most: string): [number, number] {
    const { [least]: min = 0, [most]: max = Infinity } = schema;
    const place = `${this.#where}: ${path}`;
    expectInteger(place, least, min as number, 0, LARGEST);
    if (max !== Infinity) expectInteger(place, most, max as number, 0, LARGEST);
    if ((min as number) <= (max as number)) return [min as number, max as number];
    throw new RangeError(expected(`${place}.${least}`, `at most ${most}, ${max}`, min));
  }

  #expectNames(schema: Schema, path: string, names: readonly string[]): void {
    for (const name of Object.keys(schema)) {
      if (names.includes(name) || ROOM.includes(name)) continue;
      const rule = `what is supported here: ${names.join(', ')}`;
      throw new RangeError(expected(`${this.#where}: ${path}`, rule, name));
    }
  }
}
