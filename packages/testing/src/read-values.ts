import * as tf from '@tensorflow/tfjs-core';

/** The numbers of a tensor, row by row. */
export type Values = ArrayLike<number>;

/** What is used of tfjs's webgpu backend. */
interface GpuBackend {
  readonly tensorMap: { get(dataId: object): { values?: Values | null; resource?: object } };
  getBufferData(resource: object): Promise<ArrayBuffer>;
}

/**
 * The values of `x`, at once where they lie in memory. From a GPU they come later (a browser without
 * a screen cannot read them at once), but as they are now: `x` may be disposed meanwhile.
 */
export function readValues(x: tf.Tensor): Values | Promise<Values> {
  if (tf.getBackend() !== 'webgpu') return x.dataSync();
  const backend = tf.backend() as unknown as GpuBackend;
  const { values, resource } = backend.tensorMap.get(x.dataId);
  if (values || !resource) return values ?? [];
  const Kind = x.dtype === 'float32' ? Float32Array : Int32Array;
  return backend.getBufferData(resource).then((buffer) => new Kind(buffer, 0, x.size));
}
