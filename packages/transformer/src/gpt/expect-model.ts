import { expected } from '@dl/core/check';
import { CausalLanguageModel } from './causal-language-model';

/** Checks a language model. @throws TypeError */
export function expectModel(where: string, model: unknown): asserts model is CausalLanguageModel {
  if (model instanceof CausalLanguageModel) return;
  throw new TypeError(expected(`${where}: model`, 'a Gpt, Llama, …', model));
}
