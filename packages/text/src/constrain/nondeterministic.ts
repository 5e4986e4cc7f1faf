import type { Expression } from './expression';
import { utf8Ranges } from './utf8-ranges';

/** The states of an automaton that reads bytes: where each leads without one, and by which. */
export interface Nondeterministic {
  readonly free: readonly (readonly number[])[];
  /** Of each state: first byte, last byte, next state, one after the other. */
  readonly edges: readonly (readonly number[])[];
  readonly start: number;
  readonly end: number;
}

const MOST = 2 ** 18;

/** Thompson's construction over the bytes of UTF-8. @throws RangeError for more than 262,144 states */
export function nondeterministic(where: string, expression: Expression): Nondeterministic {
  const builder = new Builder(where);
  const [start, end] = [builder.state(), builder.state()];
  builder.add(expression, start, end);
  return { free: builder.free, edges: builder.edges, start, end };
}

class Builder {
  readonly free: number[][] = [];
  readonly edges: number[][] = [];
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  state(): number {
    if (this.free.length >= MOST) {
      const rule = `an automaton of at most ${MOST} states: smaller counts, fewer parts`;
      throw new RangeError(`${this.#where}: expected ${rule}, got more`);
    }
    this.edges.push([]);
    return this.free.push([]) - 1;
  }

  add(own: Expression, from: number, to: number): void {
    if (own.type === 'set') this.#addSet(own.ranges, from, to);
    else if (own.type === 'sequence') this.#addSequence(own.parts, from, to);
    else if (own.type === 'choice') for (const part of own.parts) this.#addApart(part, from, to);
    else if (own.type === 'repeat') this.#addRepeat(own, from, to);
    else this.#addMembers(own, from, to);
  }

  #skip(from: number, to: number): void {
    (this.free[from] as number[]).push(to);
  }

  /** With a state of its own before and behind, so that what repeats leads into nothing else. */
  #addApart(part: Expression, from: number, to: number): void {
    const [first, last] = [this.state(), this.state()];
    this.#skip(from, first);
    this.add(part, first, last);
    this.#skip(last, to);
  }

  #addSet(ranges: readonly (readonly [number, number])[], from: number, to: number): void {
    for (const range of ranges) {
      for (const bytes of utf8Ranges(range)) {
        let at = from;
        bytes.forEach(([first, last], i) => {
          const next = i === bytes.length - 1 ? to : this.state();
          (this.edges[at] as number[]).push(first, last, next);
          at = next;
        });
      }
    }
  }

  #addSequence(parts: readonly Expression[], from: number, to: number): void {
    let at = from;
    for (const part of parts) {
      const next = this.state();
      this.add(part, at, next);
      at = next;
    }
    this.#skip(at, to);
  }

  #addRepeat(
    { part, min, max }: Extract<Expression, { type: 'repeat' }>,
    from: number,
    to: number,
  ): void {
    let at = this.state();
    this.#skip(from, at);
    const counted = max === Infinity ? min : max;
    for (let i = 0; i < counted; i++) {
      if (i >= min) this.#skip(at, to);
      const next = this.state();
      this.add(part, at, next);
      at = next;
    }
    this.#skip(at, to);
    if (max < Infinity) return;
    const loop = this.state();
    this.#skip(at, loop);
    const back = this.state();
    this.add(part, loop, back);
    this.#skip(back, loop);
    this.#skip(back, to);
  }

  #addMembers(
    { members, separator }: Extract<Expression, { type: 'members' }>,
    from: number,
    to: number,
  ): void {
    // Whether a member stands there already, and so a separator is due.
    let [none, some] = [this.state(), this.state()];
    this.#skip(from, none);
    for (const { part, isRequired } of members) {
      const [first, last] = [this.state(), this.state()];
      this.#skip(none, first);
      this.add(separator, some, first);
      this.add(part, first, last);
      const [noneNext, someNext] = [this.state(), this.state()];
      this.#skip(last, someNext);
      if (!isRequired) {
        this.#skip(none, noneNext);
        this.#skip(some, someNext);
      }
      [none, some] = [noneNext, someNext];
    }
    this.#skip(none, to);
    this.#skip(some, to);
  }
}
