import { split, tanh } from '@dl/core';
import { expectTensor, type OptionChecks, readOptions } from '@dl/core/check';
import { addressOf, allocate, hasGpu, isNested, kernelsOf, op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { type GateActivation, gate, gateOption } from './gate';
import { GRU, type GruKernels } from './generated/wasm-gru';
import { gpuGruGates, gpuGruGatesBackward } from './gru-gates-gpu';

export interface GruGatesOptions {
  /** Default `sigmoid`. */
  gateActivation?: GateActivation;
}

const OPTIONS: OptionChecks<GruGatesOptions> = { gateActivation: gateOption };

/**
 * The part of a GRU's step after its products, where the reset gate comes after them, in one pass on WASM
 * and on WebGPU: r, z = σ(zx + zh), ĥ = tanh(zx + r zh), h′ = (1 − z) h + z ĥ.
 *
 * @param zx [batch, 3 hidden], x W + b of r, z and ĥ
 * @param zh [batch, 3 hidden], h U with its own bias
 * @param h [batch, hidden]
 * @returns h′ [batch, hidden]
 * @throws ShapeError, TypeError, Error for tensors that do not fit, or are disposed; RangeError for an unknown activation,
 *   TypeError for an unknown option
 */
export function gruGates(
  zx: tf.Tensor2D,
  zh: tf.Tensor2D,
  h: tf.Tensor2D,
  options?: GruGatesOptions,
): tf.Tensor2D {
  const { gateActivation = 'sigmoid' } = readOptions('gruGates', options, OPTIONS);
  // The kernel trusts these sizes.
  expectTensor('gruGates', 'h', h, ['batch', 'hidden']);
  const [batch, hidden] = h.shape;
  expectTensor('gruGates', 'zx', zx, [batch, 3 * hidden]);
  expectTensor('gruGates', 'zh', zh, [batch, 3 * hidden]);
  if (isNested()) return composite(zx, zh, h, gateActivation);
  const kernels = kernelsOf(GRU);
  if (kernels !== undefined) return onWasm(kernels, zx, zh, h, gateActivation);
  const gpu = hasGpu() && h.size > 0;
  return gpu ? onWebgpu(zx, zh, h, gateActivation) : composite(zx, zh, h, gateActivation);
}

function onWasm(
  kernels: GruKernels,
  zx: tf.Tensor2D,
  zh: tf.Tensor2D,
  h: tf.Tensor2D,
  kind: GateActivation,
): tf.Tensor2D {
  const [batch, hidden] = h.shape;
  const hard = kind === 'hardSigmoid';
  const kept: tf.Tensor[] = [];
  try {
    const [next] = op(
      'GruGates',
      { zx, zh, h },
      {
        forward: () => {
          const [gates, inner, out] = [allocate(zx.shape), allocate(h.shape), allocate(h.shape)];
          kept.push(gates, inner);
          const from = [addressOf(zx), addressOf(zh), addressOf(h)] as const;
          const to = [addressOf(gates), addressOf(inner), addressOf(out)] as const;
          kernels.gruStep(batch, hidden, ...from, ...to, hard);
          return [out];
        },
        save: () => ({ gates: kept[0] as tf.Tensor, inner: kept[1] as tf.Tensor, h }),
        gradients: ([dnext], saved) => {
          const { gates, inner, h: before } = saved;
          // The kernel goes on from it.
          const dh = tf.mul(dnext as tf.Tensor, 1);
          const [dzx, dzh] = [allocate(zx.shape), allocate(zx.shape)];
          const from = [addressOf(gates), addressOf(inner), addressOf(before)] as const;
          const to = [addressOf(dh), addressOf(dzx), addressOf(dzh)] as const;
          kernels.gruStepBackward(batch, hidden, ...from, ...to, hard);
          return { zx: () => dzx, zh: () => dzh, h: () => dh };
        },
      },
    ) as [tf.Tensor2D];
    return next;
  } finally {
    tf.dispose(kept);
  }
}

function onWebgpu(
  zx: tf.Tensor2D,
  zh: tf.Tensor2D,
  h: tf.Tensor2D,
  kind: GateActivation,
): tf.Tensor2D {
  const [next] = op(
    'GruGates',
    { zx, zh, h },
    {
      forward: () => [gpuGruGates({ zx, zh, h }, kind)],
      save: () => ({ zx, zh, h }),
      gradients: ([dh], saved) => {
        const inputs = { ...saved, dh: dh as tf.Tensor };
        const { dzx, dzh, dstate } = gpuGruGatesBackward(inputs, kind);
        return { zx: () => dzx, zh: () => dzh, h: () => dstate };
      },
    },
  ) as [tf.Tensor2D];
  return next;
}

function composite(
  zx: tf.Tensor2D,
  zh: tf.Tensor2D,
  h: tf.Tensor2D,
  kind: GateActivation,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [xr, xz, xn] = split(zx, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [hr, hz, hn] = split(zh, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const candidate = tanh(tf.add(xn, tf.mul(gate(tf.add(xr, hr), kind), hn)));
    return tf.add<tf.Tensor2D>(h, tf.mul(gate(tf.add(xz, hz), kind), tf.sub(candidate, h)));
  });
}
