import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { linear } from '../ops/dense/linear';
import { matMul } from '../ops/dense/mat-mul';
import { softmaxCrossEntropy } from '../ops/loss/softmax-cross-entropy';
import { valueAndGrads } from './value-and-grads';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** Of a row. tfjs's argMax on WebGPU leaves an axis too many. */
const oneHotOfLargest = (x: tf.Tensor) =>
  tf.oneHot(tf.reshape(tf.argMax(x), []), x.size, 1, 0, 'float32');

/** A graph of tfjs's ops and of core's: a residual, weights used twice, products of a thing with itself. */
function makeModel() {
  const model = {
    w: variable([5, 5], 1),
    b: variable([5], 2),
    out: variable([5, 3], 3),
    gain: variable([], 4),
  };
  const frozen = variable([5], 5);
  const x = seededTensor([7, 5], 6);
  const labels = tf.softmax(seededTensor<tf.Tensor2D>([7, 3], 7));
  const f = () => {
    const h = linear(tf.add(x, frozen), model.w, { bias: model.b, activation: 'tanh' });
    const residual = tf.add(h, tf.mul(matMul(h, model.w, { transposeB: true }), model.gain));
    const normed = tf.sub(tf.mul(residual, residual), tf.mean(residual, -1, true));
    const [left] = tf.split(normed as tf.Tensor2D, [3, 2], 1); // the right one is not used
    const logits = tf.concat([left as tf.Tensor, normed], 1);
    const wide = tf.concat([model.out, tf.slice(model.out, [0, 0], [3, 3])], 0);
    return softmaxCrossEntropy(matMul(logits, wide), labels);
  };
  return { f, variables: Object.values(model), frozen };
}

describe('valueAndGrads', () => {
  test('is what tf.variableGrads is, on ops of tfjs and of core', () => {
    const { f, variables, frozen } = makeModel();
    const wanted = tf.variableGrads(f, variables);
    const { value, grads } = valueAndGrads(f, variables);
    expect(value).toBeClose(wanted.value);
    expect([...grads.keys()]).toEqual(variables);
    expect(grads.has(frozen)).toBe(false);
    for (const x of variables) {
      expect(grads.get(x)?.shape).toEqual(x.shape);
      expect(grads.get(x)).toBeClose(wanted.grads[x.name] as tf.Tensor);
    }
  });

  test('leaves out a parameter that the loss does not depend on', () => {
    const [a, b, c] = [variable([3], 1), variable([3], 2), variable([3], 3)];
    const { grads } = valueAndGrads(() => {
      tf.square(b);
      return tf.sum(tf.mul(a, c)) as tf.Scalar;
    }, [a, b, c]);
    expect([...grads.keys()]).toEqual([a, c]);
    expect(grads.get(c)).toBeClose(a);
    const none = valueAndGrads(() => tf.scalar(3), [a]);
    expect(none.grads.size).toBe(0);
    expect(none.value).toBeClose(3);
    expect(valueAndGrads(() => tf.sum(a), []).grads.size).toBe(0);
  });

  test('gives each parameter a gradient of its own', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const { grads } = valueAndGrads(() => tf.sum(tf.add(a, b)), [a, b]);
    grads.get(a)?.dispose();
    expect(grads.get(b)).toBeClose([1, 1, 1]);
    const twice = valueAndGrads(() => tf.sum(tf.add(a, a)), [a, a]);
    expect(twice.grads.get(a)).toBeClose([2, 2, 2]);
  });

  test('a value that is a parameter stays alive when it is disposed', () => {
    const a = variable([], 1);
    const { value, grads } = valueAndGrads(() => a as tf.Scalar, [a]);
    expect(grads.get(a)).toBeClose(1);
    value.dispose();
    expect(a.isDisposed).toBe(false);
    expect(a).toBeClose(seededTensor([], 1));
  });

  test('no gradient flows through whole numbers and truth values', () => {
    const a = variable([5], 1);
    const { grads } = valueAndGrads(() => {
      const rest = tf.where(tf.greater(a, 0), a, tf.mul(a, 0.5));
      const best = oneHotOfLargest(a);
      return tf.sum(tf.mul(rest, tf.add(best, 1))) as tf.Scalar;
    }, [a]);
    const slope = tf.where(tf.greater(a, 0), tf.onesLike(a), tf.fill([5], 0.5));
    const best = oneHotOfLargest(a);
    expect(grads.get(a)).toBeClose(tf.mul(slope, tf.add(best, 1)));
  });

  test('frees no tensor that a gradient function gives away but does not own', () => {
    const a = variable([3], 1);
    const slope = tf.tensor([1, 2, 3]);
    const kept = tf.customGrad((x, save) => {
      (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
      const gradFunc = (_: tf.Tensor, saved: tf.Tensor[]) => saved[0] as tf.Tensor;
      return { value: tf.square(x as tf.Tensor), gradFunc };
    });
    const constant = tf.customGrad((x) => ({
      value: tf.mul(x as tf.Tensor, slope),
      gradFunc: () => slope,
    }));
    const both = valueAndGrads(() => tf.sum(tf.add(constant(tf.neg(a)), constant(a))), [a]);
    expect(slope.isDisposed).toBe(false);
    expect(both.grads.get(a)).toBeClose([0, 0, 0]);
    const own = valueAndGrads(() => tf.sum(kept(a)), [a]);
    expect(own.grads.get(a)).toBeClose(a);
  });

  test('frees gradients as soon as they are used', () => {
    const a = variable([11], 1);
    const counts: number[] = [];
    const step = tf.customGrad((x) => ({
      value: tf.mul(x as tf.Tensor, 1.01),
      gradFunc: (dy: tf.Tensor) => {
        counts.push(tf.memory().numTensors);
        return tf.mul(dy, 1.01);
      },
    }));
    const { grads } = valueAndGrads(() => {
      let x: tf.Tensor = a;
      for (let i = 0; i < 50; i++) x = step(x);
      return tf.sum(x) as tf.Scalar;
    }, [a]);
    expect(grads.get(a)).toBeClose(tf.fill([11], 1.01 ** 50));
    expect(counts.length).toBe(50);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  test('leaves its value and its gradients only', async () => {
    const { f, variables } = makeModel();
    await expectNoLeaks(() => {
      const { value, grads } = valueAndGrads(f, variables);
      tf.dispose([value, ...grads.values()]);
    });
    const before = tf.memory().numTensors;
    const made = valueAndGrads(f, variables);
    expect(tf.memory().numTensors - before).toBe(1 + variables.length);
    tf.dispose([made.value, ...made.grads.values()]);
  });

  test('tf.profile counts its kernels by name', async () => {
    const { f, variables } = makeModel();
    const plain = valueAndGrads(f, variables);
    let seen: ReturnType<typeof valueAndGrads> | undefined;
    const { kernels } = await tf.profile(() => {
      seen = valueAndGrads(f, variables);
      return seen.value;
    });
    const names = kernels.map(({ name }) => name);
    for (const name of ['Linear', 'MatMul', 'SoftmaxCrossEntropy']) expect(names).toContain(name);
    for (const x of variables) {
      expect(seen?.grads.get(x)).toBeClose(plain.grads.get(x) as tf.Tensor);
    }
    tf.dispose([...(seen?.grads.values() ?? [])]);
  });
});
