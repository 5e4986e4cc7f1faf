import * as tf from '@tensorflow/tfjs-core';
import { expectFlag, expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import {
  expectFraction,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
} from '../check/number';
import { checkedLater, type OptionChecks, oneOf, readOptions } from '../check/options';
import { adamW } from './adam';
import { divided } from './divided';
import { type MuonRule, matrixMuon } from './muon-rule';
import type { Optimizer } from './optimizer';
import type { Schedule } from './schedule';

export interface MuonOptions {
  /** Default 0.001. */
  learningRate?: number | Schedule;
  /** μ, in [0, 1). Default 0.95. */
  momentum?: number;
  /** Look ahead along the velocity. Default true. */
  nesterov?: boolean;
  /** λ, of the weights themselves. Default 0.1. */
  weightDecay?: number;
  /**
   * r by which the rate of a matrix grows with its shape: √max(1, out / in) (`original`), or 0.2 √max(in, out), with which
   * updates are as large as AdamW's, so that both take the same rates (`match-rms-adamw`; PyTorch's default is `original`).
   * Default `match-rms-adamw`.
   */
  adjust?: 'original' | 'match-rms-adamw';
  /** Of Newton and Schulz, at most 99. Default 5. */
  iterations?: number;
  /** The least that a matrix is divided by. Default 1e-7. */
  epsilon?: number;
  /** Matrices that `rest` updates too: embeddings, and by choice the output's weights. Default: none. */
  except?: readonly tf.Variable[];
  /** Updates all that is no matrix. Default `adamW` with the same rate and weight decay. */
  rest?: Optimizer;
}

const MOST_ITERATIONS = 99;

const OPTIONS: OptionChecks<MuonOptions> = {
  learningRate: checkedLater,
  momentum: expectFraction,
  nesterov: expectFlag,
  weightDecay: expectNonNegative,
  adjust: /* @__PURE__ */ oneOf(['original', 'match-rms-adamw']),
  iterations: (where, name, value) =>
    expectPositiveInteger(where, name, value as number, MOST_ITERATIONS),
  epsilon: expectPositive,
  except: checkedLater,
  rest: (where, name, value) =>
    expectFunction(where, `${name}.update`, (value as Optimizer | null)?.update),
};

/**
 * Muon: momentum whose direction is made orthogonal, so that no singular direction of a weight is learnt more slowly than
 * others. v ← μ v + g, u = g + μ v (or v, without Nesterov's), O = nearly U Vᵀ of u = U S Vᵀ by Newton and Schulz,
 * p ← (1 − η λ) p − η r O. As `torch.optim.Muon`, in float32. It is for the matrices of hidden layers, of shape [in, out];
 * what has another rank, and what `except` names, `rest` updates: one optimiser of a whole model.
 *
 * An update of a square matrix of n rows takes the multiplications of 10 products of n³, what its gradients take for 5 n rows
 * of a batch: it pays where batches have many more rows than that. What is symmetric is computed by half, on WASM.
 *
 * Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024. Liu et al., Muon is scalable for LLM
 * training, 2025.
 *
 * @throws RangeError for an option out of range, TypeError for an unknown one
 *
 * @example
 * ```ts
 * const words = new Embedding(50, 8, { rng: random(1) });
 * const optimizer = muon({ learningRate: 3e-3, except: [words.weight] });
 * ```
 */
export function muon(options?: MuonOptions): Optimizer {
  const {
    learningRate = 1e-3,
    momentum = 0.95,
    nesterov = true,
    weightDecay = 0.1,
    adjust = 'match-rms-adamw',
    iterations = 5,
    epsilon = 1e-7,
    except = [],
    rest = adamW({ learningRate, weightDecay }),
  } = readOptions('muon', options, OPTIONS);
  const apart = expectVariables(except);
  const rule: MuonRule = {
    learningRate,
    momentum,
    nesterov,
    weightDecay,
    adjust,
    iterations,
    epsilon,
  };
  const matrices = matrixMuon(rule);
  return divided({
    name: 'muon',
    rule: `muon(${rest.rule})`,
    optimizers: [matrices, rest],
    ownerOf: (_, parameter) =>
      parameter?.shape?.length === 2 && !apart.has(parameter) ? matrices : rest,
  });
}

function expectVariables(except: readonly tf.Variable[]): ReadonlySet<tf.Variable> {
  if (!Array.isArray(except)) {
    throw new TypeError(expected('muon: except', 'an array of Variables', except));
  }
  const own = Array.from(except as readonly tf.Variable[]);
  for (const parameter of own) {
    if (parameter instanceof tf.Tensor) continue;
    throw new TypeError(expected('muon: except', 'Variables', parameter));
  }
  return new Set(own);
}
