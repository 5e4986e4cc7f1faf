import * as tf from '@tensorflow/tfjs-core';
import { expectFinite, expectPositiveInteger } from '../check/number';
import { type OptionChecks, readOptions } from '../check/options';
import { expectRoom } from '../check/room';
import { blank } from '../init/blank';
import { keepArguments } from '../made/made-with';
import { prelu } from '../ops/activation/prelu';
import { makeVariables } from './make-variables';

export interface PReluOptions {
  /** The slope at first, of every channel. Default 0.25. */
  slope?: number;
}

const OPTIONS: OptionChecks<PReluOptions> = { slope: expectFinite };

/**
 * Rectifier whose slope below 0 is learnt: see `prelu`. As `torch.nn.PReLU`, with the channels on the last axis. PyTorch's advice
 * holds here too: no weight decay on it.
 *
 * @throws RangeError for an invalid number of channels or slope; TypeError for an invalid option
 */
export class PRelu {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'PRelu';
  /** [channels] */
  readonly weight: tf.Variable;

  /** @param channels how many slopes: 1 (default) for all channels together, or one each */
  constructor(channels = 1, options?: PReluOptions) {
    keepArguments(this, PRelu, [channels, options]);
    const { slope = 0.25 } = readOptions('PRelu', options, OPTIONS);
    expectPositiveInteger('PRelu', 'channels', channels);
    expectRoom('PRelu', 'weight', [channels]);
    const made = makeVariables('PRelu', () => ({
      weight: tf.variable(blank('PRelu', [channels]) ?? tf.fill([channels], slope)),
    }));
    this.weight = made.weight;
  }

  /** `x` [..., channels], of any shape with one slope → the same. */
  forward<T extends tf.Tensor>(x: T): T {
    return prelu(x, this.weight);
  }
}
