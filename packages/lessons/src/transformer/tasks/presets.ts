import type { Preset } from '../../kit/lesson';
import { textOf, type Words } from '../../kit/text';
import type { SETTINGS, TaskName, TasksValues } from './settings';

function preset(
  problem: TaskName,
  about: Words,
  values: Partial<TasksValues>,
): Preset<typeof SETTINGS> {
  return { about: textOf(about), values: { problem, ...values } };
}

/** The settings of each task. */
export const PRESETS: Readonly<Record<TaskName, Preset<typeof SETTINGS>>> = {
  addition: preset(
    'addition',
    [
      'add two numbers, the last digits first (1 to 2 minutes)',
      '2つの数の足し算。下の桁から(1〜2分)',
    ],
    { longest: 3, steps: 1500 },
  ),
  copy: preset(
    'copy',
    ['say letters once more (1 to 2 minutes)', '文字列をもう一度出力(1〜2分)'],
    {},
  ),
  reverse: preset(
    'reverse',
    ['say letters backwards (1 to 2 minutes)', '文字列を逆順に出力(1〜2分)'],
    {},
  ),
  sort: preset('sort', ['put digits in order (1 to 2 minutes)', '数字を昇順に並べ替え(1〜2分)'], {
    longest: 12,
  }),
  parity: preset(
    'parity',
    [
      'odd or even: how many ones so far? (about a minute)',
      'これまでの1の個数は奇数か偶数か(約1分)',
    ],
    { longest: 24, steps: 800 },
  ),
  dyck: preset(
    'dyck',
    ['which bracket closes here? (1 to 2 minutes)', 'ここで閉じる括弧の種類(1〜2分)'],
    { longest: 32, steps: 1000 },
  ),
  modular: preset(
    'modular',
    [
      'a + b modulo p: known by heart first, understood much later (1 to 2 minutes)',
      'a + b を p で割った余り。まず丸暗記し、ずっと後で規則を理解します(1〜2分)',
    ],
    {
      model: 'rnn',
      width: 24,
      layers: 1,
      share: 0.75,
      learningRate: 0.005,
      batch: 512,
      weightDecay: 1,
      steps: 4000,
    },
  ),
};
