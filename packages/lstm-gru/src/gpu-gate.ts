import type { GateActivation } from './gate';

/**
 * WGSL functions that every program of gates uses: `gate`, its derivative from its value, and a tanh of any x, of which NaN
 * gives NaN.
 */
export function gpuFunctions(activation: GateActivation): string {
  const [gate, slope] =
    activation === 'sigmoid'
      ? ['1.0 / (1.0 + exp(-x))', 'y * (1.0 - y)']
      : ['clamp(0.2 * x + 0.5, 0.0, 1.0)', 'select(0.0, 0.2, y > 0.0 && y < 1.0)'];
  return `
fn gate(x : f32) -> f32 { return ${gate}; }
fn gateSlope(y : f32) -> f32 { return ${slope}; }
fn bend(x : f32) -> f32 { return select(tanh(clamp(x, -15.0, 15.0)), x, isnan(x)); }`;
}

/** Threads of a group. */
export const THREADS = 64;

/** A `main` that runs `body` for each element `i` of a state; `at` is where its first of `gates` sums lies. */
export function elementOf(gates: number, body: string): string {
  return `
fn main(group : i32, thread : i32) {
  let i = group * THREADS + thread;
  if (i >= ints.size) { return; }
  let at = (i / ints.hidden) * ${gates} * ints.hidden + i % ints.hidden;${body}
}`;
}
