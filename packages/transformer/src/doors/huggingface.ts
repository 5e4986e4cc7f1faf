/** Models in files of Hugging Face: `@dl/transformer/huggingface`. */

export type {
  PretrainedFetch,
  PretrainedFile,
  PretrainedSource,
} from '../files/pretrained-files';
export type { PretrainedModel } from '../huggingface/form';
export {
  type FromPretrainedOptions,
  fromPretrained,
  type Pretrained,
} from '../huggingface/from-pretrained';
export {
  type PretrainedTarget,
  type SavePretrainedOptions,
  savePretrained,
} from '../huggingface/save-pretrained';
