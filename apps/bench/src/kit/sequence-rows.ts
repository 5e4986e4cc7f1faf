import type { Bar, Contender, TimedRow } from '../row';
import { describe, type Recurrent, type SequenceSizes } from './sizes';

/** A training step of a recurrent layer, in a row. */
interface SequenceRow {
  /** Without the topic. */
  readonly id: string;
  readonly network: Recurrent;
  readonly sizes: SequenceSizes;
  readonly atLeast?: Bar;
  ours(sizes: SequenceSizes): Promise<Contender>;
}

/** Against the same layer of PyTorch, on one thread. */
export function againstTorch({ id, network, sizes, atLeast, ours }: SequenceRow): TimedRow {
  return {
    id,
    row: `${network} training step (forward, backward, adam), ${describe(sizes)}, against PyTorch`,
    unit: 'ms',
    atLeast,
    ours: () => ours(sizes),
    peer: {
      name: 'PyTorch',
      python: {
        script: 'apps/bench/src/kit/training_step.py',
        needs: 'torch',
        args: { network, ...sizes },
      },
    },
  };
}

/** Against the same layer of tfjs-layers. */
export function againstLayers(
  { id, network, sizes, atLeast, ours }: SequenceRow & { network: Exclude<Recurrent, 'BiLSTM'> },
  backend: 'wasm' | 'cpu' = 'wasm',
): TimedRow {
  return {
    id,
    row: `${network} training step (forward, backward, adam), ${describe(sizes)}, against tfjs-layers on ${backend}`,
    unit: 'ms',
    atLeast,
    ours: () => ours(sizes),
    peer: {
      name: `tfjs-layers ${backend}`,
      node: async () => {
        const { trainingStepLayers } = await import('./training-step-layers');
        return trainingStepLayers(network, sizes, backend);
      },
    },
  };
}
