const PLAIN_ORDER = ['kernel', 'bias'];
const RECURRENT_ORDER = ['kernel', 'recurrent_kernel', 'bias'];
const RECURRENT: Readonly<Record<string, true>> = {
  SimpleRNN: true,
  SimpleRNNCell: true,
  LSTM: true,
  LSTMCell: true,
  GRU: true,
  GRUCell: true,
};
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Embedding: ['embeddings'],
  PReLU: ['alpha'],
  DepthwiseConv2D: ['depthwise_kernel', 'bias'],
  SeparableConv2D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  LayerNormalization: ['gamma', 'beta'],
  BatchNormalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
};

/**
 * The number of a weight in a .keras file: Keras numbers those that a layer has in the order in which it makes them.
 *
 * @param isOff whether an entry of the layer's config is false
 */
export function savedIndex(kind: string, short: string, isOff: (entry: string) => boolean): number {
  const order =
    (Object.hasOwn(ORDER, kind) ? ORDER[kind] : undefined) ??
    (Object.hasOwn(RECURRENT, kind) ? RECURRENT_ORDER : PLAIN_ORDER);
  const own = order.filter((name) => {
    if (name === 'gamma') return !isOff('scale');
    return !(name === 'beta' && isOff('center'));
  });
  return own.indexOf(short);
}
