/** A recurrent module of PyTorch. */
export interface TorchModuleKind {
  /** Blocks of rows of a weight: 4 of an LSTM. */
  readonly gates: number;
}

/** What of a module its names and shapes follow from. */
export interface TorchSizes {
  readonly inSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly both: boolean;
  readonly bias: boolean;
  /** Features of the projection. */
  readonly projection: number | undefined;
}

/** Which cell of a `CellStack` a layer and direction of PyTorch is. */
export function* torchCells({
  layers,
  both,
}: Pick<TorchSizes, 'layers' | 'both'>): Iterable<{ suffix: string; path: string }> {
  for (let layer = 0; layer < layers; layer++) {
    yield { suffix: `l${layer}`, path: `cells.${layer}` };
    if (both) yield { suffix: `l${layer}_reverse`, path: `reverseCells.${layer}` };
  }
}

/** PyTorch's names with their shapes. */
export function namesOf(
  sizes: TorchSizes,
  { gates }: TorchModuleKind,
): Map<string, readonly number[]> {
  const { inSize, hiddenSize, both, bias, projection } = sizes;
  const out = projection ?? hiddenSize;
  const rows = gates * hiddenSize;
  const names = new Map<string, readonly number[]>();
  for (const { suffix } of torchCells(sizes)) {
    const below = both ? 2 * out : out;
    names.set(`weight_ih_${suffix}`, [rows, /^l0(_|$)/.test(suffix) ? inSize : below]);
    names.set(`weight_hh_${suffix}`, [rows, out]);
    if (projection) names.set(`weight_hr_${suffix}`, [projection, hiddenSize]);
    if (!bias) continue;
    for (const part of ['ih', 'hh']) names.set(`bias_${part}_${suffix}`, [rows]);
  }
  return names;
}
