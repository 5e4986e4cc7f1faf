import type * as tf from '@tensorflow/tfjs-core';
import { runWindows } from '../conv/run-windows';
import { overTaps, overWindows, perPlace } from '../conv/window-code';
import { type ImageWindows, inputShape, outputShape } from '../conv/window-struct';
import type { Counted } from './avg-pool-by-taps';
import { spanCode } from './pool-code';

/*
 * The largest of a window is the first one that equals the output, as PyTorch takes it; where there is a NaN, that.
 */

/** y: the largest of each window. */
export function largestOnGpu(x: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runWindows(
    'max-pool',
    { input: x },
    plan,
    outputShape(plan),
    () =>
      LARGEST +
      perPlace(
        'out',
        `
      var most = F();
      var seen = false;
      ${overTaps(`
          let one = input[inputAt(image, v, u, c)];
          most = select(one, larger(most, one), B(seen));
          seen = true;`)}
      result[i] = most;`,
      ),
  );
}

/** dx: dy to the first of the largest of each window. */
export function routeOnGpu(
  dy: tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  return runWindows(
    'max-pool-back',
    { input: x, output: y, dy },
    plan,
    inputShape(plan),
    () => `${LARGEST}
// Whether no tap before that at row v, column u is as large.
fn first(image : i32, y : i32, x : i32, c : i32, rowEnd : i32, columnEnd : i32, most : F, mine : B) -> B {
  var open = mine;
  ${overTaps(`
          if (v == rowEnd && u == columnEnd) { return open; }
          open = open & !same(input[inputAt(image, v, u, c)], most);
          if (!any(open)) { return open; }`)}
  return open;
}
${perPlace(
  'in',
  `
      let mine = input[i];
      var sum = F();
      ${overWindows(`
          let at = outputAt(image, v, u, c);
          let most = output[at];
          var here = same(mine, most);
          if (any(here)) {
            here = first(image, v, u, c, y, x, most, here);
            sum += select(F(), dy[at], here);
          }`)}
      result[i] = sum;`,
)}`,
  );
}

/** Of g, like x, what lies at the first of the largest of each window. */
export function pickOnGpu(g: tf.Tensor, x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runWindows(
    'max-pool-pick',
    { input: x, output: y, g },
    plan,
    outputShape(plan),
    () =>
      LARGEST +
      perPlace(
        'out',
        `
      let most = output[i];
      var open = B(true);
      var sum = F();
      ${overTaps(`
          let at = inputAt(image, v, u, c);
          let here = open & same(input[at], most);
          sum = select(sum, g[at], here);
          open = open & !here;`)}
      result[i] = sum;`,
      ),
  );
}

/** y: the mean of each window. */
export function meanOnGpu(x: tf.Tensor, plan: ImageWindows, counted: Counted): tf.Tensor {
  return runWindows(
    `avg-pool/${counted}`,
    { input: x },
    plan,
    outputShape(plan),
    () =>
      spanCode(counted) +
      perPlace(
        'out',
        `
      let rows = ${SPAN_Y('y')};
      let columns = ${SPAN_X('x')};
      var sum = F();
      for (var v = rows.x; v < rows.y; v++) {
        // Row by row: a sum of many like numbers loses less.
        var own = F();
        for (var u = columns.x; u < columns.y; u++) { own += input[inputAt(image, v, u, c)]; }
        sum += own;
      }
      result[i] = sum / (f32(rows.z) * f32(columns.z));`,
      ),
  );
}

/** dx: the shares of dy of all means that an entry is in. */
export function shareOnGpu(dy: tf.Tensor, plan: ImageWindows, counted: Counted): tf.Tensor {
  const body = `
          let part = f32(${SPAN_Y('v')}.z) * f32(${SPAN_X('u')}.z);
          sum += dy[outputAt(image, v, u, c)] * (1.0 / part);`;
  const over =
    counted === 'bins'
      ? `
      let lastY = lastBin(y, ints.inY, ints.outY);
      let lastX = lastBin(x, ints.inX, ints.outX);
      for (var v = firstBin(y, ints.inY, ints.outY); v <= lastY; v++) {
        for (var u = firstBin(x, ints.inX, ints.outX); u <= lastX; u++) { ${body} }
      }`
      : overWindows(body);
  return runWindows(
    `avg-pool-back/${counted}`,
    { dy },
    plan,
    inputShape(plan),
    () => `${spanCode(counted)}
fn firstBin(at : i32, size : i32, count : i32) -> i32 { return i32(u32(at) * u32(count) / u32(size)); }
fn lastBin(at : i32, size : i32, count : i32) -> i32 { return i32((u32(at + 1) * u32(count) + u32(size - 1)) / u32(size)) - 1; }
${perPlace(
  'in',
  `
      var sum = F();
      ${over}
      result[i] = sum;`,
)}`,
  );
}

const SPAN_Y = (place: string) =>
  `spanOf(${place}, ints.inY, ints.outY, ints.tapsY, ints.strideY, ints.above, ints.below)`;
const SPAN_X = (place: string) =>
  `spanOf(${place}, ints.inX, ints.outX, ints.tapsX, ints.strideX, ints.left, ints.right)`;

/** Comparisons as the pools take them: what equals the largest, or any NaN. */
const LARGEST = `
fn larger(a : F, b : F) -> F { return select(max(a, b), a + b, odd(a) | odd(b)); }
fn same(a : F, most : F) -> B { return (a == most) | odd(a); }`;
