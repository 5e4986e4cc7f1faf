import * as common from '../../kit/common-settings';
import { number, span, type Values } from '../../kit/settings';

/** The settings of the lesson. Of the rates 0.005 and 0.01 the default is better on the development part (seed 11). */
export const SETTINGS = {
  cell: common.gatedCell(['Cell', 'セル']),
  hidden: common.hidden({ high: 2048, fallback: 128 }),
  embedding: number(['Features of a character', '文字の特徴量の数'], {
    ...{ ticks: [8, 16, 32, 64], low: 1, high: 1024, fallback: 32 },
  }),
  learningRate: common.firstRate({ fallback: 0.01 }),
  batch: common.batch({
    label: ['Places in the text that are read at once', '同時に読む箇所の数'],
    ...{ high: 1024, fallback: 16 },
  }),
  window: number(['Characters that gradients go back', '勾配がさかのぼる文字数'], {
    ...{ ticks: [16, 32, 64, 128], low: 1, high: 1024, fallback: 64 },
  }),
  order: number(['The most characters that the counts look back', '頻度表が見る最大の文字数'], {
    ...{ ticks: span(0, 7), fallback: 5, quiet: true },
  }),
  temperature: number(['Temperature of the passage', '生成文の温度'], {
    hint: ['Of the passage; under 1 it is more careful', '生成文の温度。1 未満では慎重になります'],
    ...{ ticks: [0.5, 0.8, 1, 1.5], low: 0.01, high: 10, fallback: 0.8, quiet: true },
  }),
  sample: number(['Characters of the passage', '生成文の文字数'], {
    ...{ ticks: [0, 400], high: 100_000, fallback: 400, quiet: true },
  }),
  part: common.part(['held-out text', 'テスト用の文章'], ['development text', '開発用の文章']),
  steps: common.steps({ fallback: 4500 }),
} as const;

/** Their values. */
export type TextValues = Values<typeof SETTINGS>;
