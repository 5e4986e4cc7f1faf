/** A function of one number in WGSL; it may read `floats.a` and `floats.b`, and the functions of `needs`. */
export interface PointwiseCode {
  /** The body of f(x). */
  readonly value: string;
  /** The body of f′(x). */
  readonly slope: string;
  readonly needs?: string;
}

/** WGSL's own functions may be infinite, or drop a NaN, far from 0. */
export const SIGMOID = `
fn logistic(x : f32) -> f32 { return select(1.0 / (1.0 + exp(-clamp(x, -88.0, 88.0))), x, isnan(x)); }`;

/** x within ±`far`; a NaN stays. */
const near = (far: number) => `
fn near(x : f32) -> f32 { return select(clamp(x, -${far}.0, ${far}.0), x, isnan(x)); }
fn floored(x : f32) -> f32 { return select(max(x, -${far}.0), x, isnan(x)); }`;

const LINEAR = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715 * LINEAR;

/** By the names of their WASM kernels; each file of a function says what it is. */
export const POINTWISE: Readonly<Record<string, PointwiseCode>> = {
  scale: { value: 'return x * floats.a;', slope: 'return floats.a;' },
  // Φ by the error function of Abramowitz and Stegun (7.1.26), as tfjs's: half of erfc, so that the tail is no 1 − 1.
  gelu: {
    needs: `${near(20)}
fn phi(x : f32) -> f32 {
  let a = abs(x) * ${Math.SQRT1_2};
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * p * exp(-a * a);
  return select(tail, 1.0 - tail, x > 0.0);
}`,
    value: 'return floored(x) * phi(near(x));',
    slope: `let t = near(x); return phi(t) + t * exp(-0.5 * t * t) * ${1 / Math.sqrt(2 * Math.PI)};`,
  },
  geluTanh: {
    needs: `${SIGMOID}${near(20)}
fn gate(x : f32) -> f32 { return logistic(2.0 * x * (x * x * ${CUBIC} + ${LINEAR})); }`,
    value: 'return floored(x) * gate(near(x));',
    slope: `let t = near(x); let s = gate(t);
    return s * (t * (t * t * ${3 * CUBIC} + ${LINEAR}) * (2.0 * (1.0 - s)) + 1.0);`,
  },
  silu: {
    needs: `${SIGMOID}${near(88)}`,
    value: 'let t = floored(x); return t * logistic(t);',
    slope: 'let t = near(x); let s = logistic(t); return s * (t * (1.0 - s) + 1.0);',
  },
  elu: {
    // exp(x) − 1 of a small x by its series.
    needs: `
fn grown(x : f32) -> f32 {
  return select(exp(x) - 1.0, x * (1.0 + x * (0.5 + x / 6.0)), x > -0.01);
}`,
    value: 'return select(floats.a * grown(min(x, 0.0)), x, x > 0.0 || isnan(x));',
    slope: 'return select(select(floats.a * exp(min(x, 0.0)), 1.0, x > 0.0), x, isnan(x));',
  },
  leakyRelu: {
    value: 'return select(x * floats.a, x, x > 0.0);',
    slope: 'return select(floats.a, 1.0, x > 0.0);',
  },
  hardSwish: {
    value: 'return select(max(x, -3.0) * (clamp(x + 3.0, 0.0, 6.0) / 6.0), x, isnan(x));',
    slope: 'return select(select(x / 3.0 + 0.5, 0.0, x < -3.0), 1.0, x > 3.0 || isnan(x));',
  },
  softplus: {
    // log(1 + u) of a small u by its series: WGSL has no log1p.
    needs: SIGMOID,
    value: `let v = x * floats.a;
    let u = exp(-abs(v));
    let tail = select(log(1.0 + u), u * (1.0 - u * (0.5 - u / 3.0)), u < 0.01);
    let y = select((max(v, 0.0) + tail) / floats.a, x, isnan(x));
    return select(y, x, v > floats.b);`,
    slope: 'let v = x * floats.a; return select(logistic(v), 1.0, v > floats.b);',
  },
};
