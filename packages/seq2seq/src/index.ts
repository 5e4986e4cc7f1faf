export {
  type DialogueBatch,
  type DialogueBatchOptions,
  dialogueBatch,
} from './dialogue/dialogue-batch';
export { Hred, type HredOptions } from './dialogue/hred';
export type { DialogueLossOptions } from './dialogue/loss-options';
export type { ReplyState } from './dialogue/reply-state';
export { rescale } from './rescale';
