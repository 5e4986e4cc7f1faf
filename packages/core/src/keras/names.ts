import type { ArrayValue } from '../model/load-state-dict';
import { kerasError } from './error';

/** Where the weights of a layer stand among those of a file. */
export interface KerasScope {
  /** The names that a layer's weights may stand under, the likeliest first; each is a path: `bidirectional/forward_lstm`. */
  readonly names: readonly string[];
  /** The names of the models around it, which may stand before these. */
  readonly outer: readonly string[];
  /** The path that Keras' own format (.keras) saves it under: `functional/lstm_1`. */
  readonly saved: string;
}

interface Entry {
  readonly name: string;
  /** Its path but for the last part. */
  readonly path: readonly string[];
  readonly short: string;
}

/** What Keras puts between a recurrent layer and its weights since 2020: `lstm_cell`, `gru_cell_58`, `stacked_rnn_cells`. */
const CELL = /(^|_)cells?(_\d+)?$/;
const COUNTED = /_\d+$/;
/** Parts of a path in a .keras file that name no layer. */
const CONTAINERS = new Set(['vars', 'layers', 'layer_checkpoint_dependencies', 'cells']);

/**
 * The weights of a file, found by the name of their layer as the writers of such files name them:
 *
 *     tfjs-layers                      lstm/kernel
 *     Keras 2 since 2020, Keras 3      lstm/lstm_cell_58/kernel, sequential/lstm/lstm_cell/kernel
 *     Keras in a TensorFlow graph      lstm_1_2/kernel                  (a count behind the name)
 *     the converter of .keras files    layers/lstm/cell/vars/0, lstm/0  (by number)
 *
 * A weight belongs to one layer: what one has taken another is not given.
 */
export class KerasWeights {
  readonly #values: ReadonlyMap<string, ArrayValue>;
  readonly #layers: ReadonlySet<string>;
  readonly #owners = new Map<string, object>();
  readonly #byPart = new Map<string, Set<Entry>>();
  readonly #saved = new Map<string, string>();

  /** @param layers the names of all layers in the file */
  constructor(values: ReadonlyMap<string, ArrayValue>, layers: ReadonlySet<string>) {
    this.#values = values;
    this.#layers = layers;
    for (const name of values.keys()) {
      const path = name.split('/');
      const short = path.pop() as string;
      const entry = { name, path, short };
      if (/^\d+$/.test(short)) this.#saved.set(savedPath(path, short), name);
      for (const part of path) {
        for (const key of [part, part.replace(COUNTED, '_#')]) {
          const known = this.#byPart.get(key);
          if (known) known.add(entry);
          else this.#byPart.set(key, new Set([entry]));
        }
      }
    }
  }

  /** The name of a layer's weight, if there is one. @throws KerasError if several fit equally */
  find(scope: KerasScope, short: string, index: number, owner: object): string | undefined {
    for (const counted of [false, true]) {
      for (const name of scope.names) {
        const own = name.split('/');
        const found = this.#among(own, scope.outer, short, counted, owner);
        if (found !== undefined) return found;
      }
    }
    for (const path of [scope.saved, ...scope.names]) {
      const found = this.#saved.get(savedPath(path.split('/'), `${index}`));
      if (found !== undefined && this.#isFree(found, owner)) return found;
    }
    return undefined;
  }

  /** Marks a weight as its owner's. */
  take(name: string, owner: object): ArrayValue {
    this.#owners.set(name, owner);
    return this.#values.get(name) as ArrayValue;
  }

  /** Those that no layer has taken; the state of a random generator is none that a layer needs. */
  rest(): string[] {
    return [...this.#values.keys()].filter(
      (name) => !this.#owners.has(name) && !name.includes('seed_generator'),
    );
  }

  #among(
    own: readonly string[],
    outer: readonly string[],
    short: string,
    counted: boolean,
    owner: object,
  ): string | undefined {
    const last = own.at(-1) as string;
    const key = counted ? `${last}_#` : last;
    let best: { name: string; score: number } | undefined;
    let second: string | undefined;
    for (const entry of this.#byPart.get(key) ?? []) {
      if (entry.short !== short || !this.#isFree(entry.name, owner)) continue;
      const score = this.#score(entry.path, own, outer, counted);
      if (score === undefined || (best !== undefined && score > best.score)) continue;
      second = best?.score === score ? best.name : undefined;
      best = { name: entry.name, score };
    }
    if (second === undefined) return best?.name;
    const what = `one weight ${own.join('/')}/${short}`;
    throw kerasError('weightSpecs', what, [second, best?.name]);
  }

  /** How far a path is from a layer's own: 0 is the best; undefined if it is another's. */
  #score(
    path: readonly string[],
    own: readonly string[],
    outer: readonly string[],
    counted: boolean,
  ): number | undefined {
    let end = path.length;
    // At most: a stack of cells, a cell.
    while (end > own.length && path.length - end < 2 && !isOwn(path, end, own, counted)) {
      if (!CELL.test(path[end - 1] as string)) return undefined;
      end--;
    }
    if (!isOwn(path, end, own, counted)) return undefined;
    if (counted && this.#layers.has(path[end - 1] as string)) return undefined;
    const before = path.slice(0, end - own.length);
    const strange = before.filter((part) => !outer.includes(part)).length;
    return (path.length - end) * 10_000 + strange * 100 - (before.length - strange);
  }

  #isFree(name: string, owner: object): boolean {
    const by = this.#owners.get(name);
    return by === undefined || by === owner;
  }
}

/** Whether the parts of `path` before `end` are a layer's own; `counted`: the last with a count behind it. */
function isOwn(
  path: readonly string[],
  end: number,
  own: readonly string[],
  counted: boolean,
): boolean {
  const start = end - own.length;
  if (start < 0) return false;
  return own.every((part, i) => {
    const there = path[start + i] as string;
    if (there === part) return !(counted && i === own.length - 1);
    return counted && i === own.length - 1 && there.replace(COUNTED, '') === part;
  });
}

/** `_layer_checkpoint_dependencies/lstm/cell/vars` and 0 → `lstm/0`. */
function savedPath(path: readonly string[], index: string): string {
  const parts = path.map((part) => part.replace(/^_/, '')).filter((part) => !CONTAINERS.has(part));
  return [...parts.filter((part) => part !== 'cell'), index].join('/');
}

/** The n-th of a class as Keras' own format names it: `Conv2D` → `conv2d`, then `conv2d_1`; `SimpleRNN` → `simple_rnn`. */
export function countedName(kind: string, n: number): string {
  const name = kind
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return n > 0 ? `${name}_${n}` : name;
}
