import type { Text } from '@dl/lessons';

/** The words of the kit's parts. */
export const KIT_WORDS = {
  start: { en: 'Start', ja: '開始' },
  pause: { en: 'Pause', ja: '一時停止' },
  step: { en: 'Step', ja: '1ステップ' },
  reset: { en: 'Reset', ja: 'リセット' },
  run: { en: 'Training', ja: '学習' },
  settings: { en: 'Settings', ja: '設定' },
  newSeed: { en: 'New', ja: '新規' },
  newSeedLong: { en: 'Draw a new seed', ja: '新しいシードを選ぶ' },
  restarts: { en: 'Changing these restarts training.', ja: '変更すると最初からやり直します。' },
  live: { en: 'Can be changed during training.', ja: '学習中に変更できます。' },
  copyLink: { en: 'Copy link', ja: 'リンクをコピー' },
  openAlone: { en: 'Open full page', ja: '全画面で開く' },
  copied: {
    en: 'Copied: settings, seed and step.',
    ja: 'コピーしました(設定・シード・ステップ数を含みます)。',
  },
  copyByHand: { en: 'Copy this address:', ja: 'このアドレスをコピーしてください:' },
  statusStep: { en: 'Step', ja: 'ステップ' },
  trainingLoss: { en: 'training', ja: '学習' },
  statusLoss: { en: 'Loss', ja: '損失' },
  statusRate: { en: 'Steps/s', ja: 'ステップ/秒' },
  statusTensors: { en: 'Tensors', ja: 'テンソル数' },
  statusMemory: { en: 'Memory', ja: 'メモリ' },
  statusBackend: { en: 'Backend', ja: 'バックエンド' },
  statusThreads: { en: 'Threads', ja: 'スレッド数' },
  status: { en: 'Status', ja: '状態' },
  loading: { en: 'Loading…', ja: '読み込み中…' },
  ready: { en: 'Ready', ja: '準備完了' },
  running: { en: 'Training', ja: '学習中' },
  paused: { en: 'Paused', ja: '一時停止中' },
  failed: { en: 'Stopped', ja: '停止' },
  unavailable: { en: 'not in this browser', ja: 'このブラウザでは使えません' },
  noteChanged: {
    en: '“{name}” in the address is {got}, which is not one of its values. {used} is used.',
    ja: 'アドレスの「{name}」の値 {got} は使えないため、{used} を使います。',
  },
  noteBackend: {
    en: '{wanted} did not start in this browser. {used} is used.',
    ja: 'このブラウザでは {wanted} を開始できなかったため、{used} を使います。',
  },
  noteSoftware: {
    en: 'There is no GPU behind WebGPU here: software stands in for it. WASM is many times faster.',
    ja: 'このブラウザのWebGPUはGPUを使わず、ソフトウェアで動作しています。WASMのほうがはるかに高速です。',
  },
  noteSlower: {
    en: 'WASM was {times} times faster: a network this small cannot keep a GPU busy.',
    ja: 'WASMのほうが{times}倍高速でした。この規模のネットワークでは、GPUの性能を生かせません。',
  },
  dismiss: { en: 'Dismiss', ja: '閉じる' },
  diverged: {
    en: 'Training diverged at step {step}: the loss is no longer a finite number. Lower the learning rate or clip the gradient, then reset.',
    ja: 'ステップ {step} で学習が発散しました(損失が有限の値ではありません)。学習率を下げるか勾配をクリッピングして、リセットしてください。',
  },
  didNotStart: {
    en: 'The experiment could not start. Choose another backend, or reload the page.',
    ja: '実験を開始できませんでした。別のバックエンドを選ぶか、ページを再読み込みしてください。',
  },
  stopped: {
    en: 'The experiment stopped because of an error. Reset starts it again.',
    ja: 'エラーのため実験が停止しました。リセットするとやり直せます。',
  },
  details: { en: 'Details', ja: '詳細' },
  score: { en: 'Score', ja: '成績' },
  logScale: { en: 'Log scale', ja: '対数目盛' },
  chartEmpty: {
    en: 'Nothing yet: start the training.',
    ja: 'まだデータがありません。学習を開始してください。',
  },
  of: { en: '{right} of {count}', ja: '{right} / {count}' },
} satisfies Record<string, Text>;
