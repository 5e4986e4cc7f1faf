import type { NumberSpec } from './settings';

type Own = Partial<NumberSpec> & Pick<NumberSpec, 'fallback'>;

/** Hidden units. */
export function hidden(own: Own): NumberSpec {
  return {
    kind: 'number',
    label: { en: 'Hidden units', ja: '隠れユニット数' },
    ticks: [4, 8, 12, 16, 24, 32, 48, 64, 128],
    low: 1,
    high: 1024,
    ...own,
  };
}

/** A learning rate, which a page may change while it trains. */
export function learningRate(own: Own): NumberSpec {
  return {
    kind: 'number',
    label: { en: 'Learning rate (Adam)', ja: '学習率(Adam)' },
    ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.1],
    low: 0,
    high: Number.POSITIVE_INFINITY,
    live: true,
    ...own,
  };
}

/** A learning rate that is one at first, and falls to 0 over the run. */
export function firstRate(own: Own): NumberSpec {
  return learningRate({
    label: { en: 'Learning rate (Adam), at first', ja: '学習率(Adam、初期値)' },
    hint: { en: 'At first; it falls to 0 over the run', ja: '初期値。学習中に 0 まで減衰します' },
    live: false,
    ...own,
  });
}

/** What a step is made of, so many at once. */
export function batch(own: Own): NumberSpec {
  return {
    kind: 'number',
    label: { en: 'Batch size', ja: 'バッチサイズ' },
    ticks: [4, 8, 16, 32, 64, 128],
    low: 1,
    high: 4096,
    live: true,
    ...own,
  };
}

/** The norm that a gradient is cut to; 0: as it is. */
export function clip(own: Own): NumberSpec {
  return {
    kind: 'number',
    label: { en: 'Clip the gradient’s norm at', ja: '勾配ノルムの上限(クリッピング)' },
    ticks: [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    high: Number.POSITIVE_INFINITY,
    names: { 0: { en: 'off', ja: 'なし' } },
    live: true,
    ...own,
  };
}

/** Training steps; a page goes on without an end. */
export function steps(own: Own): NumberSpec {
  return {
    kind: 'number',
    label: { en: 'Training steps', ja: '学習ステップ数' },
    ticks: [1, own.fallback],
    high: Number.MAX_SAFE_INTEGER,
    only: 'terminal',
    quiet: true,
    ...own,
  };
}
