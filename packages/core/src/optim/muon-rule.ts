import * as tf from '@tensorflow/tfjs-core';
import { makeOptimizer, type Optimizer } from './optimizer';
import { orthogonaliseAt, orthogonalised } from './orthogonalise';
import type { Schedule } from './schedule';
import { workingMemory } from './working-memory';

/** What an update of a matrix depends on. */
export interface MuonRule {
  readonly learningRate: number | Schedule;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly adjust: 'original' | 'match-rms-adamw';
  readonly iterations: number;
  readonly epsilon: number;
}

/**
 * Muon of matrices alone. The velocity is a sum, v ← μ v + g, where PyTorch's buffer is a mean, (1 − μ) v: what is
 * normalised is the same but for its size.
 */
export function matrixMuon(own: MuonRule): Optimizer {
  const { learningRate, momentum, nesterov, weightDecay, adjust, iterations, epsilon } = own;
  const steps = { iterations, epsilon: epsilon / (1 - momentum) };
  return makeOptimizer(
    {
      name: 'muon',
      slots: ['velocity'],
      reserve: workingMemory,
      fused(kernels, p, g, [v], size, { learningRate, shape, work }) {
        if (size === 0) return;
        const [rows, columns] = shape as [number, number];
        kernels.scale(momentum, v, v, size);
        kernels.add(v, g, v, size);
        kernels.scale(nesterov ? momentum : 1, v, work, size);
        if (nesterov) kernels.add(work, g, work, size);
        const move = orthogonaliseAt(kernels, work, rows, columns, steps);
        // p − η r (move + (λ / r) p).
        const ratio = ratioOf(adjust, rows, columns);
        kernels.sgdStep(p, move, size, learningRate * ratio, weightDecay / ratio);
      },
      composite(p, g, [v], { learningRate, shape }) {
        if (p.size === 0) return [tf.clone(p), tf.clone(v as tf.Tensor)];
        const [rows, columns] = shape as [number, number];
        const velocity = tf.add(tf.mul(v as tf.Tensor, momentum), g);
        const along = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
        const rate = learningRate * ratioOf(adjust, rows, columns);
        const move = tf.mul(orthogonalised(along, steps), rate);
        return [tf.sub(tf.mul(p, 1 - learningRate * weightDecay), move), velocity];
      },
    },
    learningRate,
  );
}

/** By how much the rate of a weight [in, out] is larger. */
function ratioOf(adjust: MuonRule['adjust'], inSize: number, outSize: number): number {
  return adjust === 'original'
    ? Math.sqrt(Math.max(1, outSize / inSize))
    : 0.2 * Math.sqrt(Math.max(inSize, outSize));
}
