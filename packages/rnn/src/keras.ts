import { loadStateDict, random } from '@dl/core';
import type { KerasCodec, KerasConfig, KerasFlowLayer } from '@dl/core/keras';
import { KerasRnnCell } from './keras-cell';
import { type KerasCell, type KerasCellImporter, kerasRecurrent } from './keras-recurrent';
import { Rnn } from './rnn';
import type { RnnActivation } from './rnn-cell';

/** Kinds of recurrent layers of Keras with their cells, which `RNN(cell)` and `StackedRNNCells` hold. */
export interface KerasCellCodec extends KerasCodec {
  readonly cells: Readonly<Record<string, KerasCellImporter>>;
}

/** The network of a SimpleRNN or its cell; with another activation than the kernels have, a cell alone. */
function simpleRnn(config: KerasConfig): KerasCell {
  const weight = config.kernel('kernel', { units: [config.integer('units')] }, 2);
  const [inSize, hiddenSize] = weight.shape as [number, number];
  const recurrent = config.kernel('recurrent_kernel', { units: [hiddenSize, hiddenSize] }, 2);
  const bias = config.flag('use_bias', true);
  const values = {
    'input.weight': weight,
    'recurrent.weight': recurrent,
    ...(bias && { 'input.bias': config.kernel('bias', { units: [hiddenSize] }, 1) }),
  };
  const activate = config.activation('activation', 'tanh');
  const name = config.value('activation') ?? 'tanh';
  const rng = random(0);
  if (name === 'tanh' || name === 'relu' || name === 'sigmoid') {
    const activation: RnnActivation = name;
    const rnn = new Rnn(inSize, hiddenSize, { rng, activation, bias });
    const [cell] = rnn.cells as [(typeof rnn.cells)[number]];
    loadStateDict(cell, values);
    return { cell, kept: { rnn } };
  }
  const cell = new KerasRnnCell(inSize, hiddenSize, activate, { rng, bias });
  loadStateDict(cell, values);
  return { cell, kept: { rnn: { cells: [cell] } } };
}

/** Keras' `RNN`: a cell, or several above one another, of the kinds that the codecs of the call know. */
export function kerasRnn(config: KerasConfig): readonly KerasFlowLayer[] {
  const given = config.value('cell');
  const kindOf = (one: unknown) => (one as { class_name?: unknown } | null | undefined)?.class_name;
  const isStack = kindOf(given) === 'StackedRNNCells';
  const paths = (outer: string, name: string) => [`${outer}/${name}`, outer];
  const top = config.inner('cell', given, { paths, saved: 'cell' });
  const list = isStack ? top.value('cells') : undefined;
  if (isStack && (!Array.isArray(list) || list.length === 0)) {
    throw config.refuse('cell: cells', 'a list of cells', list);
  }
  const configs = Array.isArray(list)
    ? list.map((one, i) => {
        const below = (outer: string, name: string) => [`${outer}/${name}`];
        const saved = list.slice(0, i).filter((own) => kindOf(own) === kindOf(one)).length;
        return top.inner(`cells.${i}`, one, { paths: below, saved });
      })
    : [top];
  const cells = cellsIn(config.codecs);
  const made = configs.map((own) => {
    const make = cells.get(own.kind);
    if (make === undefined) throw config.refuse('cell', [...cells.keys()].join(', '), own.kind);
    for (const entry of ['dropout', 'recurrent_dropout']) own.expect(entry, 0);
    return make(own);
  });
  const kept = { cells: made.map((own) => own.kept) };
  return [kerasRecurrent(config, made, kept)];
}

function cellsIn(codecs: readonly object[]): ReadonlyMap<string, KerasCellImporter> {
  const own = codecs.flatMap((codec) => Object.entries((codec as KerasCellCodec).cells ?? {}));
  return new Map(own);
}

/** `SimpleRNN`, `RNN` and `SimpleRNNCell`, for the option `layers` of `fromKeras`. */
export const rnnKeras: KerasCellCodec = {
  layers: {
    SimpleRNN: (config) => {
      const made = simpleRnn(config);
      return [kerasRecurrent(config, [made], made.kept)];
    },
    RNN: kerasRnn,
  },
  cells: { SimpleRNNCell: simpleRnn },
};
