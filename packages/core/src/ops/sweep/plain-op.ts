/**
 * An op as the list of its terms, y[place] += weight · Π inputs[k][at[k]] (an index of −1 leaves its input out): one list gives
 * the values, all gradients, and how large an error rounding may make, in double precision.
 */
export interface PlainOp {
  /** Of the result. */
  readonly shape: readonly number[];
  readonly terms: Iterable<Term>;
  /** What inputs that weights depend on get besides: a gradient of dy[place] · slope at an index of one of them. */
  readonly slopes?: Iterable<Slope>;
}

/** One product that is added to a place. */
export interface Term {
  readonly place: number;
  readonly at: readonly number[];
  readonly weight: number;
}

/** How a place grows with one entry of an input that weights depend on. */
export interface Slope {
  readonly place: number;
  readonly input: number;
  readonly at: number;
  readonly slope: number;
  /** What `slope` may be a difference of. Default: itself. */
  readonly magnitude?: number;
}

/** Numbers, and the sum of the magnitudes that each is the sum of. */
export interface Sums {
  readonly values: Float64Array;
  readonly magnitudes: Float64Array;
}

/** The result for these inputs, and the gradient of each for `dy`. */
export function runPlain(
  { shape, terms, slopes = [] }: PlainOp,
  inputs: readonly ArrayLike<number>[],
  dyOf: (size: number) => ArrayLike<number>,
): { y: Sums; dy: ArrayLike<number>; gradients: Sums[] } {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const dy = dyOf(size);
  const y = zeros(size);
  const gradients = inputs.map(({ length }) => zeros(length));
  for (const { place, at, weight } of terms) {
    let product = weight;
    for (const [k, i] of at.entries()) if (i >= 0) product *= inputs[k]?.[i] as number;
    add(y, place, product);
    for (const [k, i] of at.entries()) {
      if (i < 0) continue;
      let others = weight * (dy[place] as number);
      for (const [l, j] of at.entries()) if (l !== k && j >= 0) others *= inputs[l]?.[j] as number;
      add(gradients[k] as Sums, i, others);
    }
  }
  for (const { place, input, at, slope, magnitude = slope } of slopes) {
    const own = dy[place] as number;
    add(gradients[input] as Sums, at, slope * own, magnitude * own);
  }
  return { y, dy, gradients };
}

function zeros(size: number): Sums {
  return { values: new Float64Array(size), magnitudes: new Float64Array(size) };
}

function add({ values, magnitudes }: Sums, i: number, value: number, magnitude = value): void {
  values[i] = (values[i] as number) + value;
  magnitudes[i] = (magnitudes[i] as number) + Math.abs(magnitude);
}
