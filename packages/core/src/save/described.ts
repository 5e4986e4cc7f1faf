/** A model as JSON: how each of its parts is made. */
export type Described =
  | { readonly value: string | number | boolean | null }
  /** What JSON has no number for. */
  | { readonly number: 'NaN' | 'Infinity' | '-Infinity' }
  | { readonly list: readonly Described[] }
  | { readonly fields: Readonly<Record<string, Described>> }
  /** Layers in a row, of `sequential`. */
  | { readonly sequential: readonly Described[] }
  /** What is made by a class or a function that `load` is handed. */
  | { readonly make: string; readonly args: readonly Described[] }
  /** A function that `load` is handed. */
  | { readonly call: string }
  /** A generator, which a constructor asks for and draws nothing from. */
  | { readonly rng: true }
  /** A part that stands at another place too. */
  | { readonly same: number };

/** Deeper nesting is refused. */
export const DEEPEST = 100;
