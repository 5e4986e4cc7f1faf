import * as run from '../gpu/run-program';
import * as activation from '../ops/activation/activation-gpu';
import * as pointwise from '../ops/activation/pointwise-gpu';
import * as softmax from '../ops/activation/softmax-gpu';
import * as conv from '../ops/conv/conv-gpu';
import * as depthwise from '../ops/conv/depthwise-gpu';
import * as product from '../ops/dense/product-gpu';
import * as columnSums from '../ops/kit/column-sums-gpu';
import * as ctc from '../ops/loss/ctc-gpu';
import * as indexCrossEntropy from '../ops/loss/index-cross-entropy-gpu';
import * as dropout from '../ops/noise/dropout-gpu';
import * as channelNorm from '../ops/norm/channels-gpu';
import * as unitNorm from '../ops/norm/units-gpu';
import * as pool from '../ops/pool/pool-gpu';
import * as sumRows from '../ops/rows/sum-rows-gpu';
import * as clip from '../optim/gpu-clip';
import * as update from '../optim/gpu-update';

/** The programs of all ops, in a file that is loaded with the webgpu backend only. */
export const GPU_PROGRAMS = {
  activation,
  channelNorm,
  clip,
  columnSums,
  conv,
  ctc,
  depthwise,
  dropout,
  indexCrossEntropy,
  pointwise,
  pool,
  product,
  run,
  softmax,
  sumRows,
  unitNorm,
  update,
};
