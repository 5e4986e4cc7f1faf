import * as tf from '@tensorflow/tfjs-core';
import type { Device } from './count-work';
import type { Side } from './measure-work';

/** A side whose tensors are those of tfjs's running webgpu backend. */
export function tfjsSide(name: string, quick: boolean): Side {
  const { device } = tf.backend() as unknown as { device: Device };
  // On the GPU from its first use on: tfjs computes small tensors that are not there by itself.
  const held = tf.tidy(() => tf.add(tf.fill([1024], 1), tf.range(0, 1024)));
  const sync = async () => {
    const first = tf.slice(held, [1], [1]);
    const [value] = await first.data();
    first.dispose();
    if (value !== 2) throw new Error(`gpu: expected to read 2, got ${value}`);
  };
  return { name, device, sync, quick };
}
