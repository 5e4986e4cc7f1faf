import type { Initializer, Rng } from '@dl/core';
import type { Bert } from '../bert/bert';
import type { CausalLanguageModel } from '../gpt/causal-language-model';
import type { ConfigFields } from './config-fields';
import type { Slot } from './slots';

/** A model of one of the three forms. */
export type PretrainedModel = CausalLanguageModel | Bert;

/** What the caller says of the model that is made, beside its configuration. */
export interface MakeOptions {
  readonly rng: Rng;
  /** Of all weights: they are read, not drawn. */
  readonly init: Initializer;
  readonly dropout?: number | undefined;
  readonly recompute?: boolean | undefined;
}

/** How a configuration is understood, before any memory is asked for. */
export interface Understood<M extends PretrainedModel> {
  /** The tensors that have to be there. */
  readonly slots: readonly Slot[];
  make(): M;
}

/** A form that files of Hugging Face have: GPT-2's, Llama's, BERT's. */
export interface Form<M extends PretrainedModel = PretrainedModel> {
  /** `model_type` of a configuration. */
  readonly type: string;
  /** The class here. */
  readonly model: abstract new (
    ...args: never[]
  ) => M;
  /** What names begin with there, where a model has more than its base. */
  readonly prefix: string;
  /** Tensors that hold nothing that is learned, or that are there twice; names without the prefix. */
  passedOver(name: string, config: ConfigFields): boolean;
  /** `names`: those of the file, without prefixes and what is passed over. */
  read(config: ConfigFields, names: ReadonlySet<string>, options: MakeOptions): Understood<M>;
  /** The configuration of a model, and its tensors. @throws RangeError for one of another form */
  write(where: string, model: M): { config: Record<string, unknown>; slots: readonly Slot[] };
}
