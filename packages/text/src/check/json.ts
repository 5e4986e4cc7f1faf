import { expected } from '@dl/core/check';
import { expectText, expectTexts } from './text';

/** What a saved file says, by name; treated as untrusted input. */
export class JsonFields {
  readonly #where: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  /** @throws TypeError if `value` is no object, or says that it is of another type or version */
  constructor(where: string, value: unknown, type: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TypeError(expected(where, 'an object, as toJSON gives it', value));
    }
    this.#where = where;
    this.#fields = value as Record<string, unknown>;
    this.#expect('type', type);
    this.#expect('version', 1);
  }

  /** A value that is not checked yet; undefined where there is none. */
  get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  /** A value that is not checked yet, and must be there. */
  required(name: string): unknown {
    const value = this.get(name);
    if (value !== undefined) return value;
    throw new TypeError(expected(`${this.#where}: ${name}`, 'what toJSON gives', value));
  }

  /** A text. */
  text(name: string): string {
    const value = this.get(name);
    expectText(this.#where, name, value);
    return value;
  }

  /** A list of texts. */
  texts(name: string): readonly string[] {
    const value = this.get(name);
    expectTexts(this.#where, name, value);
    return value;
  }

  /** A text, or undefined. */
  optionalText(name: string): string | undefined {
    return this.get(name) === undefined ? undefined : this.text(name);
  }

  #expect(name: string, right: string | number): void {
    if (this.get(name) === right) return;
    throw new TypeError(expected(`${this.#where}: ${name}`, JSON.stringify(right), this.get(name)));
  }
}

/** The type that a saved tokenizer names, if it is an object. */
export function typeOfJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type'))
    return undefined;
  return (value as { type: unknown }).type;
}
