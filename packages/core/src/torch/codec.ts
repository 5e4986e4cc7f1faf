import { expected } from '../check/describe';
import type { ArrayValue } from '../model/load-state-dict';
import type { TorchFields } from '../nn/torch-fields';

/** A layer whose Variables are not those of PyTorch one by one, as where it keeps two biases and we their sum. */
export interface TorchModule<L extends object = object> {
  /** The names there and their shapes; undefined for a layer that PyTorch does not have so. */
  shapes(layer: L): Readonly<Record<string, readonly number[]>> | undefined;
  /** Float32 values by their names there → by their paths in the layer. */
  inward(values: Readonly<Record<string, ArrayValue>>, layer: L): Record<string, ArrayValue>;
  /** The way back. */
  outward(values: Readonly<Record<string, ArrayValue>>, layer: L): Record<string, ArrayValue>;
}

/**
 * How the layers of one class lie in PyTorch: a value that stands next to its layer, for the option `layers` of `fromTorch`
 * and `toTorch`, since it is code, which a page that reads no such file does without. Where both `module` and `fields` are
 * given, `fields` counts for layers that `module` does not know.
 *
 * A class whose layers are not to be read without its codec says so by a static text, which names it:
 * `static readonly torchCodec = 'lstmTorch of @dl/lstm-gru/torch'`.
 */
export interface TorchCodec<L extends object = object> {
  readonly layer: abstract new (...args: never[]) => L;
  /** Variables that have a counterpart each. */
  readonly fields?: TorchFields;
  /** Variables that have theirs together. */
  readonly module?: TorchModule<L>;
}

/** The codecs of a call, by the class of the layer. */
export class TorchCodecs {
  readonly #byClass: ReadonlyMap<unknown, TorchCodec>;

  constructor(codecs: readonly TorchCodec[]) {
    this.#byClass = new Map(codecs.map((codec) => [codec.layer, codec]));
  }

  /** What is known of the class of `node`. @throws TypeError for a class that says which codec it needs */
  of(where: string, path: string, node: unknown): Omit<TorchCodec, 'layer'> {
    if (typeof node !== 'object' || node === null) return {};
    const layer = node.constructor as
      | { torchCodec?: string; torchFields?: TorchFields }
      | undefined;
    const known = this.#byClass.get(layer);
    if (known !== undefined) return known;
    // Of the class itself: another may stand above it, with Variables of its own.
    const has = (name: string) => Object.hasOwn(Object(layer), name);
    if (has('torchFields')) return { fields: layer?.torchFields as TorchFields };
    if (!has('torchCodec')) return {};
    const needed = layer?.torchCodec;
    const name = path === '' ? 'the model' : `"${path}"`;
    throw new TypeError(`${where}: layers: expected ${needed} for ${name}, got none`);
  }
}

function isModule(module: unknown): boolean {
  const { shapes, inward, outward } = Object(module) as Partial<TorchModule>;
  return [shapes, inward, outward].every((f) => typeof f === 'function');
}

/** Checks the option `layers`. @throws TypeError if it is no list of codecs */
export function expectCodecs(where: string, name: string, value: unknown): void {
  const isCodec = (one: unknown) =>
    typeof one === 'object' &&
    one !== null &&
    'layer' in one &&
    typeof one.layer === 'function' &&
    ('fields' in one || 'module' in one) &&
    (!('module' in one) || one.module === undefined || isModule(one.module));
  if (!Array.isArray(value)) {
    throw new TypeError(expected(`${where}: ${name}`, 'a list of codecs', value));
  }
  const wrong = value.findIndex((one) => !isCodec(one));
  if (wrong >= 0) {
    throw new TypeError(expected(`${where}: ${name}.${wrong}`, 'a codec', value[wrong]));
  }
}
