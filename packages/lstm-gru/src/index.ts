import './keras';
import './torch-layout';

export { type FromTorchOptions, gruFromTorch, lstmFromTorch } from './from-torch';
export type { GateActivation } from './gate';
export { Gru, type GruForwardOptions, type GruOptions } from './gru';
export { GruCell, type GruCellOptions, type GruGateValues } from './gru-cell';
export { type GruGatesOptions, gruGates } from './gru-gates';
export { Lstm, type LstmForwardOptions, type LstmOptions } from './lstm';
export { LstmCell, type LstmGateValues } from './lstm-cell';
export type { LstmCellOptions } from './lstm-cell-options';
export { type LstmGatesOptions, lstmGates } from './lstm-gates';
export type { LstmState } from './lstm-weights';
export { type GatedCell, type GateTrace, traceGates } from './trace-gates';
