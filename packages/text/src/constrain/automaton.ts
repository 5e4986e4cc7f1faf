import type { Expression } from './expression';
import { type Nondeterministic, nondeterministic } from './nondeterministic';

/** A deterministic automaton that reads bytes; from each state a text can end. Its start is state 0. */
export interface Automaton {
  readonly states: number;
  /** Bytes that lead to the same states have one class. */
  readonly classes: number;
  readonly classOf: Uint8Array;
  /** [states, classes]: the next state, −1 for none. */
  readonly next: Int32Array;
  /** Whether a text may end in a state. */
  readonly accepts: Uint8Array;
}

const MOST = 2 ** 15;
/** How many states of the first automaton are looked at in all. */
const MOST_WORK = 2 ** 26;

/**
 * The automaton of an expression: Thompson's, made deterministic by sets of states, without those from which no text ends.
 *
 * @throws RangeError for more than 32,768 states, and where there is no text at all
 */
export function automatonOf(where: string, expression: Expression): Automaton {
  const made = new Subsets(where, nondeterministic(where, expression)).automaton();
  prune(made);
  if (made.accepts[0] === 0 && !made.next.subarray(0, made.classes).some((next) => next >= 0)) {
    throw new RangeError(`${where}: expected a language that has a text, got one without`);
  }
  return made;
}

class Subsets {
  readonly #where: string;
  readonly #own: Nondeterministic;
  readonly #stamps: Int32Array;
  readonly #ids = new Map<string, number>();
  readonly #sets: number[][] = [];
  #stamp = 0;
  #work = 0;

  constructor(where: string, own: Nondeterministic) {
    this.#where = where;
    this.#own = own;
    this.#stamps = new Int32Array(own.free.length);
  }

  automaton(): Automaton {
    const { edges, start, end } = this.#own;
    const { classOf, classes } = byteClasses(edges);
    const next: number[] = [];
    this.#idOf([start]);
    for (let state = 0; state < this.#sets.length; state++) {
      const targets: number[][] = Array.from({ length: classes }, () => []);
      for (const own of this.#sets[state] as number[]) {
        const list = edges[own] as readonly number[];
        for (let i = 0; i < list.length; i += 3) {
          const last = classOf[list[i + 1] as number] as number;
          for (let c = classOf[list[i] as number] as number; c <= last; c++) {
            (targets[c] as number[]).push(list[i + 2] as number);
          }
        }
      }
      for (const list of targets) next.push(list.length === 0 ? -1 : this.#idOf(list));
    }
    const accepts = Uint8Array.from(this.#sets, (set) => Number(set.includes(end)));
    return { states: this.#sets.length, classes, classOf, next: Int32Array.from(next), accepts };
  }

  /** The state of what is reached from these without a byte. */
  #idOf(targets: readonly number[]): number {
    const { free, edges, end } = this.#own;
    const stamp = ++this.#stamp;
    const waiting = [...targets];
    const set: number[] = [];
    for (let own = waiting.pop(); own !== undefined; own = waiting.pop()) {
      if (this.#stamps[own] === stamp) continue;
      this.#stamps[own] = stamp;
      this.#work++;
      if ((edges[own] as readonly number[]).length > 0 || own === end) set.push(own);
      for (const next of free[own] as readonly number[]) waiting.push(next);
    }
    const key = set.sort((a, b) => a - b).join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#sets.push(set) - 1;
    this.#ids.set(key, id);
    if (id >= MOST || this.#work > MOST_WORK) {
      const rule = `an automaton of at most ${MOST} states: smaller counts, fewer parts`;
      throw new RangeError(`${this.#where}: expected ${rule}, got more`);
    }
    return id;
  }
}

function byteClasses(edges: readonly (readonly number[])[]): {
  classOf: Uint8Array;
  classes: number;
} {
  const isFirst = new Uint8Array(257);
  for (const list of edges) {
    for (let i = 0; i < list.length; i += 3) {
      isFirst[list[i] as number] = 1;
      isFirst[(list[i + 1] as number) + 1] = 1;
    }
  }
  const classOf = new Uint8Array(256);
  let last = 0;
  for (let byte = 1; byte < 256; byte++) classOf[byte] = isFirst[byte] === 1 ? ++last : last;
  return { classOf, classes: last + 1 };
}

/** Cuts what leads to no end. */
function prune({ states, classes, next, accepts }: Automaton): void {
  const from: number[][] = Array.from({ length: states }, () => []);
  next.forEach((to, i) => {
    if (to >= 0) (from[to] as number[]).push(Math.floor(i / classes));
  });
  const isAlive = Uint8Array.from(accepts);
  const waiting = Array.from(accepts.keys()).filter((state) => accepts[state] === 1);
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const before of from[state] as number[]) {
      if (isAlive[before] === 1) continue;
      isAlive[before] = 1;
      waiting.push(before);
    }
  }
  next.forEach((to, i) => {
    if (to >= 0 && isAlive[to] === 0) next[i] = -1;
  });
}
