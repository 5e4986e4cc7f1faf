import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beamSearch } from '../decode/beam-search';
import { generate } from '../decode/generate';
import { chainOf } from '../fixtures/chain';
import { Bpe } from '../tokenizers/bpe';
import { letterOf } from '../tokenizers/byte-alphabet';
import { jsonConstraint } from './json-constraint';

const letters = Array.from({ length: 256 }, (_, byte) => letterOf(byte));
// Tokens across the seams of JSON: the end of a string with what follows.
const bpe = new Bpe(
  [...letters, '",', '":', '{"'],
  [
    ['"', ','],
    ['"', ':'],
    ['{', '"'],
  ],
  { special: ['<end>'] },
);
const eos = bpe.idOf('<end>') as number;

type Chain = ReturnType<typeof chainOf>;
type Schema = Readonly<Record<string, unknown>>;

function refOf(root: Schema, ref: string): Schema {
  let found: unknown = root;
  for (const part of ref.split('/').slice(1)) found = (found as Record<string, unknown>)[part];
  return found as Schema;
}

/** Whether a value fits, by the standard's words and none of the library's code. */
function fits(value: unknown, schema: Schema, root = schema): boolean {
  const own = schema as Record<string, never>;
  if (own.$ref) return fits(value, refOf(root, own.$ref), root);
  if (own.anyOf) return (own.anyOf as Schema[]).some((part) => fits(value, part, root));
  const isSame = (other: unknown) => JSON.stringify(other) === JSON.stringify(value);
  if ('const' in own) return isSame(own.const);
  if (own.enum) return (own.enum as unknown[]).some(isSame);
  return [own.type].flat().some((type) => {
    if (type === 'null') return value === null;
    if (type === 'integer') return Number.isSafeInteger(value);
    if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
    if (type === 'boolean') return typeof value === 'boolean';
    if (type === 'string') {
      if (typeof value !== 'string') return false;
      const { length } = Array.from(value);
      if (length < (own.minLength ?? 0) || length > (own.maxLength ?? Infinity)) return false;
      return new RegExp(own.pattern ?? '', 'u').test(value);
    }
    if (type === 'array') {
      if (!Array.isArray(value)) return false;
      if (value.length < (own.minItems ?? 0) || value.length > (own.maxItems ?? Infinity)) {
        return false;
      }
      return value.every((item) => fits(item, own.items as never, root));
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const properties = (own.properties ?? {}) as Record<string, Schema>;
    return (
      ((own.required ?? []) as string[]).every((name) => Object.hasOwn(value, name)) &&
      Object.entries(value).every(
        ([name, item]) =>
          Object.hasOwn(properties, name) && fits(item, properties[name] as Schema, root),
      )
    );
  });
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  'an object': {
    type: 'object',
    properties: { 'a"b': { type: 'integer' }, é: { type: 'boolean' }, c: { type: 'null' } },
    required: ['é'],
  },
  'an object of which nothing is required': {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'string' } },
  },
  'an object without properties': { type: 'object', additionalProperties: false },
  'an enum': { enum: ['a', 'é"\\', 3, -0.5, null, { a: [1] }] },
  'a const': { const: { x: ['y\n', true] }, type: 'object' },
  'an array': { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 3 },
  'an array of any length': { type: 'array', items: { enum: [1, 'a'] } },
  'an empty array': { type: 'array', maxItems: 0 },
  'a text': { type: 'string', minLength: 2, maxLength: 4 },
  'a text with a pattern': { type: 'string', pattern: '^[a-z"\\\\\\n日]{2,4}$' },
  'a pattern anywhere': { type: 'string', pattern: 'ab|^c' },
  'a number': { type: 'number' },
  'one of types': { type: ['integer', 'null', 'string'] },
  anyOf: { anyOf: [{ type: 'array', items: { type: 'null' } }, { const: 'x' }], title: 'T' },
  'a nested one': {
    type: 'object',
    properties: {
      people: {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        items: {
          type: 'object',
          properties: {
            id: { $ref: '#/$defs/id' },
            tags: { type: 'array', items: { enum: ['p'] } },
          },
          required: ['id', 'tags'],
        },
      },
    },
    required: ['people'],
    $defs: { id: { type: 'string', pattern: '^[0-9a-f]{3}$' } },
  },
};

/** Logits are drawn, those highest that a text of JSON most often has. */
function drawnTable(seed: number): tf.Tensor2D {
  const rng = random(seed);
  const usual = new Set(
    Array.from('{}[]",: 0123456789.-eabcx\\', (c) => bpe.idOf(letterOf(c.charCodeAt(0)))),
  );
  const size: [number, number] = [bpe.size, bpe.size];
  const values = Float32Array.from(
    { length: bpe.size ** 2 },
    (_, i) => 3 * rng.next() + (usual.has(i % bpe.size) ? 2 : 0),
  );
  return tf.tensor2d(values, size);
}

describe('JSON', () => {
  let table: tf.Tensor2D;
  let decoder: Chain['decoder'];
  let state: Chain['state'];
  beforeAll(() => {
    table = drawnTable(5);
    ({ decoder, state } = chainOf(table));
  });
  afterAll(() => table.dispose());
  const rows = 6;
  const start = Array.from({ length: rows }, (_, row) => row + 40);

  test.each(Object.entries(SCHEMAS))('that is written parses and fits: %s', async (_, schema) => {
    const constraint = jsonConstraint(schema, bpe);
    const rng = random(2);
    for (const maxLength of [48, 90]) {
      const own = () => ({ state: state(rows), start, eos, maxLength, constraint });
      const found = [
        ...(await generate(decoder, { ...own(), sampling: { rng } })),
        ...(await beamSearch(decoder, { ...own(), beams: 3, best: 2 })).flat(),
      ];
      expect(found.length).toBeGreaterThan(rows);
      for (const { tokens } of found) {
        expect(tokens.length).toBeLessThanOrEqual(maxLength);
        const text = bpe.decode(tokens);
        expect(fits(JSON.parse(text), schema), text).toBe(true);
      }
    }
  });

  test('of a schema within itself is written so deep', async () => {
    const schema = {
      type: 'object',
      properties: { v: { type: 'integer' }, next: { anyOf: [{ type: 'null' }, { $ref: '#' }] } },
      required: ['v', 'next'],
    };
    const constraint = jsonConstraint(schema, bpe, { recursion: 2 });
    const found = await generate(decoder, {
      ...{ state: state(rows), start, eos, maxLength: 80, constraint },
      sampling: { rng: random(3) },
    });
    for (const { tokens } of found) {
      const text = bpe.decode(tokens);
      expect(fits(JSON.parse(text), schema), text).toBe(true);
      expect(text.split('"v"').length).toBeLessThanOrEqual(4);
    }
    expect(() => jsonConstraint(schema, bpe)).toThrow(
      'jsonConstraint: schema.properties.next.anyOf.1.$ref: expected none within itself, unless recursion says how often',
    );
    expect(() => jsonConstraint({ $ref: '#' }, bpe, { recursion: 2 })).toThrow(
      'jsonConstraint: expected a language that has a text, got one without',
    );
  });

  test('that is longer than maxLength in each way is an error before the first step', async () => {
    const constraint = jsonConstraint(SCHEMAS['an array'] as Schema, bpe);
    const none = { step: () => expect.unreachable('a step') } as never;
    const own = { state: state(1), start: [0], eos, constraint };
    await expect(generate(none, { ...own, maxLength: 4 })).rejects.toThrow(
      'generate: maxLength: expected at least 5 tokens, of the shortest text that meets the constraint, got 4',
    );
    await expect(beamSearch(none, { ...own, maxLength: 4 })).rejects.toThrow(
      'beamSearch: maxLength: expected at least 5 tokens',
    );
    const [shortest] = await generate(decoder, { ...own, maxLength: 5 });
    expect(bpe.decode(shortest?.tokens as number[])).toMatch(/^\[\d,\d\]$/);
  });
});

describe('a schema', () => {
  test.each<[unknown, string]>([
    [3, 'schema: expected an object that is a schema, got 3'],
    [{}, 'schema: expected a type, enum, const, anyOf or $ref'],
    [{ type: 'date' }, 'schema.type: expected object, array, string'],
    [
      { type: 'integer', minimum: 3 },
      'schema: expected what is supported here: type, got "minimum"',
    ],
    [{ type: 'string', format: 'date' }, 'minLength, maxLength, got "format"'],
    [{ oneOf: [{ type: 'null' }], type: 'null' }, 'here: type, got "oneOf"'],
    [{ type: 'object', patternProperties: {} }, 'got "patternProperties"'],
    [{ type: 'object', properties: 3 }, 'schema.properties: expected schemas by name, got 3'],
    [
      { type: 'object', required: ['a'] },
      'schema.required.0: expected a name of properties, got "a"',
    ],
    [{ type: 'object', additionalProperties: {} }, 'schema.additionalProperties: expected true or'],
    [{ type: 'array' }, 'schema.items: expected a schema, got undefined'],
    [{ type: 'array', items: { type: 'null' }, minItems: -1 }, 'schema: minItems: expected'],
    [
      { type: 'string', minLength: 3, maxLength: 2 },
      'schema.minLength: expected at most maxLength, 2, got 3',
    ],
    [
      { type: 'string', pattern: 'a', maxLength: 2 },
      'schema.pattern: expected no minLength or maxLength',
    ],
    [{ type: 'string', pattern: '(?=a)' }, 'schema: pattern, at 0: expected no look-around'],
    [{ enum: [] }, 'schema.enum: expected an array of one or more'],
    [{ enum: [1, undefined] }, 'schema.enum.1: expected a value of JSON, got undefined'],
    [{ const: 'a', type: 'integer' }, 'schema.const: expected a value of type integer, got "a"'],
    [{ anyOf: [{ type: 'null' }], minItems: 3 }, 'here: anyOf, got "minItems"'],
    [{ $ref: 'https://example.com' }, 'schema.$ref: expected a place in this schema'],
    [{ $ref: '#/$defs/a' }, 'schema.$ref: expected a place that there is, got "#/$defs/a"'],
  ])('that is not supported is refused by name: %j', (schema, message) => {
    expect(() => jsonConstraint(schema as object, bpe)).toThrow(/^jsonConstraint: schema/);
    expect(() => jsonConstraint(schema as object, bpe)).toThrow(message);
  });

  test('has options that are checked', () => {
    expect(() => jsonConstraint({ type: 'null' }, bpe, { recursion: -1 })).toThrow(
      'jsonConstraint: recursion: expected an integer from 0 to 32, got -1',
    );
  });
});
