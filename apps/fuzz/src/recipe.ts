import type { Draw } from './draw';

/** What comes after a call, of what it gave: a method, with its arguments. */
export interface Then {
  readonly method: string;
  readonly args: (draw: Draw) => readonly unknown[];
  /** Never with hostile arguments: it is core alone that calls it. */
  readonly rightly?: boolean;
}

/** How to call one export rightly. */
export interface Recipe {
  /** Its first argument is a name that errors begin with, beside those of `args`. */
  readonly isNamed?: boolean;
  readonly args: (draw: Draw) => readonly unknown[];
  /** Called on what was made, in turn, each right or hostile as the call itself. */
  readonly then?: readonly Then[];
}

/** By the names of exports; a name that says why it is not called stands for those that are not. */
export type Recipes = Readonly<Record<string, Recipe | string>>;

/** A function, or a constructor, and what is done with what it gives. */
export const call = (args: Recipe['args'], ...then: Then[]): Recipe => ({ args, then });
/** The same of a function whose first argument is how errors call it: its callers are ours, who always say. */
export const named = (args: Recipe['args'], ...then: Then[]): Recipe => ({
  ...{ args, then, isNamed: true },
});

/** A method of what a call gave. */
export const method = (name: string, args: Then['args'] = () => []): Then => ({
  method: name,
  args,
});
/** A schedule, as an optimiser calls it. */
export const asked = (args: Then['args']): Then => ({ method: 'call', args, rightly: true });
