import { expected } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { Bert } from '../bert/bert';
import type { BertForwardOptions } from '../bert/bert-call';
import type { CausalForwardOptions } from '../gpt/causal-call';
import { CausalLanguageModel } from '../gpt/causal-language-model';
import { lookInside } from './look-inside';

/**
 * What a model would say if it ended earlier: the last norm and the head applied to the residual stream before the first block, then
 * behind each one, [batch, time, vocabulary] each. The last are the model's own logits.
 *
 * ```ts
 * const byLayer = logitLens(gpt, ids); // layers + 1 tensors
 * ```
 *
 * nostalgebraist, Interpreting GPT: the logit lens, 2020.
 *
 * @param ids int32 [batch, time]
 * @param options as those of the model's `forward`
 * @throws as the model's `forward`; TypeError for another model; Error for a `Bert` without `head`
 */
export function logitLens(
  model: CausalLanguageModel,
  ids: tf.Tensor,
  options?: CausalForwardOptions,
): tf.Tensor3D[];
export function logitLens(model: Bert, ids: tf.Tensor, options?: BertForwardOptions): tf.Tensor3D[];
export function logitLens(
  model: CausalLanguageModel | Bert,
  ids: tf.Tensor,
  options?: CausalForwardOptions & BertForwardOptions,
): tf.Tensor3D[] {
  const isKnown = model instanceof CausalLanguageModel || model instanceof Bert;
  if (!isKnown) throw new TypeError(expected('logitLens: model', 'a Gpt, Llama, … or Bert', model));
  const { norm, blocks } = model instanceof Bert ? model.encoder : model.decoder;
  const keep = ['blocks.0.input', ...blocks.map((_, i) => `blocks.${i}.residual`)];
  return tf.tidy(() => {
    const { activations } = lookInside(model, () => model.forward(ids, options), { keep });
    return keep.map((path) => {
      const x = activations[path] as tf.Tensor;
      return model.logits(norm?.forward(x) ?? x) as tf.Tensor3D;
    });
  });
}
