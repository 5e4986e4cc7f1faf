import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: { en: 'The latent plane of a VAE', ja: 'VAEの潜在空間の平面' },
  lead: {
    en: 'A variational autoencoder squeezes a handwritten digit of 64 pixels into two numbers, z₁ and z₂, and rebuilds it from them. A plain autoencoder of the same size learns beside it. Drag the point: each place of the plane is a digit.',
    ja: '変分オートエンコーダ(VAE)は、64画素の手書き数字を2つの数 z₁ と z₂ に圧縮し、そこから復元します。同じ大きさの通常のオートエンコーダも並んで学習します。点を動かすと、平面の各位置から生成される数字を確認できます。',
  },
  map: { en: 'The plane of codes', ja: '符号の平面' },
  mapNote: {
    en: 'Each numeral is the code of a held-out digit. Drag the point, or move it with the arrow keys.',
    ja: '各数字は、学習に使っていない画像の符号の位置です。点はドラッグまたは矢印キーで動かせます。',
  },
  point: { en: 'Point of the plane', ja: '平面上の点' },
  at: { en: 'z = ({x}, {y})', ja: 'z = ({x}, {y})' },
  near: {
    en: 'The nearest held-out code is that of a {digit}.',
    ja: '最も近い符号は「{digit}」の画像です。',
  },
  decoded: { en: 'What the decoder makes there', ja: 'デコーダの出力' },
  outside: {
    en: '{count} of {all} held-out codes lie outside of this plane.',
    ja: 'テスト画像 {all} 枚のうち {count} 枚の符号が、この平面の外にあります。',
  },
  elbo: { en: 'nats an image: −ELBO of the VAE', ja: '画像あたりのナット数: VAEの−ELBO' },
  parts: {
    en: 'reconstruction {reconstruction} + KL {kl}; plain autoencoder: reconstruction {plain}',
    ja: '再構成 {reconstruction} + KL {kl}。通常のオートエンコーダの再構成は {plain}',
  },
  between: { en: 'From one digit to another', ja: '2つの数字の間' },
  betweenNote: {
    en: 'Choose two held-out digits. The line in the plane joins their codes; the row shows what is decoded on the way. Drag along it.',
    ja: 'テスト画像を2枚選びます。平面の線は2つの符号を結び、下の列はその途中の符号から生成した画像です。つまみで線上を動けます。',
  },
  from: { en: 'From', ja: '始点' },
  to: { en: 'To', ja: '終点' },
  way: { en: 'On the way', ja: '途中の位置' },
  previous: { en: 'The digit before', ja: '前の画像' },
  next: { en: 'The next digit', ja: '次の画像' },
  shows: { en: 'a {digit}', ja: '「{digit}」' },
  random: { en: 'Codes drawn from N(0, I)', ja: 'N(0, I) から抽選した符号' },
  randomNote: {
    en: 'The same 12 codes, decoded by both. The VAE’s KL has pulled its codes to this distribution; nothing says where those of the plain autoencoder lie, so its decoder has never seen codes like many of these.',
    ja: '同じ12個の符号を両方でデコードします。VAE の符号は KL によってこの分布に近づけられています。通常のオートエンコーダでは符号の分布が決まっていないため、抽選した符号の多くはデコーダが学習していない場所にあたります。',
  },
  vae: { en: 'VAE', ja: 'VAE' },
  autoencoder: { en: 'plain autoencoder', ja: '通常のオートエンコーダ' },
  nearest: {
    en: 'From a held-out digit to the nearest of 400 made up: {distance}',
    ja: 'テスト画像から、生成した400枚のうち最も近い画像までの距離: {distance}',
  },
  drawAgain: { en: 'Draw others', ja: '抽選し直す' },
  lossNote: {
    en: 'Nats an image, of the batch just trained on: −ELBO of the VAE, the reconstruction alone of the plain autoencoder.',
    ja: '学習中のバッチの画像あたりのナット数。VAE は −ELBO、通常のオートエンコーダは再構成誤差だけです。',
  },
  source: { en: 'Digits', ja: '数字のデータ' },
  changed: {
    en: '(the part in scikit-learn, 16 shades of grey in place of 17)',
    ja: '(scikit-learn に含まれる部分。濃淡を17段階から16段階に変更)',
  },
} satisfies Record<string, Text>;
