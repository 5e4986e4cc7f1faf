import type { Initializer, Rng } from '@dl/core';
import {
  checkedLater,
  expectFinite,
  expectFlag,
  expectFunction,
  expectPositiveInteger,
  type OptionChecks,
} from '@dl/core/check';
import { type GateActivation, gateOption } from './gate';

export interface LstmCellOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** With a bias. Default true. */
  bias?: boolean;
  /** What the forget gate's bias begins with; over 0 the cell begins by remembering. Default 1; none without bias. */
  forgetBias?: number;
  /** The gates see the cell too (Gers and Schmidhuber 2000). Default false. */
  peepholes?: boolean;
  /** Features of an output that is projected from the hidden ones (Sak et al. 2014). Default: none. */
  projection?: number | undefined;
  /** Default `sigmoid`. */
  gateActivation?: GateActivation;
  /** Of each gate's input weight. Default Xavier's uniform. */
  init?: Initializer;
  /** Of each gate's recurrent weight. Default orthogonal. */
  recurrentInit?: Initializer;
}

/** How the options of an `LstmCell` are checked. */
export const LSTM_CELL_OPTIONS: OptionChecks<LstmCellOptions> = {
  rng: checkedLater,
  bias: expectFlag,
  forgetBias: expectFinite,
  peepholes: expectFlag,
  projection: expectPositiveInteger,
  gateActivation: gateOption,
  init: expectFunction,
  recurrentInit: expectFunction,
};
