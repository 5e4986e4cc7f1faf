import type { ArrayValue } from '@dl/core';
import type { TorchModule } from '@dl/core/torch';
import { namesOf, type TorchModuleKind, type TorchSizes, torchCells } from './torch-sizes';

/** Values of one cell: by PyTorch's names without the layer (`weight_ih`), or by the paths of the cell here. */
export type TorchCellValues = Readonly<Record<string, ArrayValue>>;

/** How the values of a cell lie there and here. */
export interface TorchCellLayout {
  inward(there: TorchCellValues): Record<string, ArrayValue>;
  outward(here: TorchCellValues): Record<string, ArrayValue>;
}

/**
 * A cell whose gates are PyTorch's, in its order: weights are turned, since PyTorch has [out, in], and of its two biases the
 * sum is kept here. On the way back the second is 0.
 */
export const plainTorchCell: TorchCellLayout = {
  inward: ({ weight_ih, weight_hh, weight_hr, bias_ih, bias_hh }) => ({
    'input.weight': transposed(weight_ih as ArrayValue),
    'recurrent.weight': transposed(weight_hh as ArrayValue),
    ...(weight_hr && { 'projection.weight': transposed(weight_hr) }),
    ...(bias_ih && bias_hh && { 'input.bias': sumOf(bias_ih, bias_hh) }),
  }),
  outward: (here) => {
    const bias = here['input.bias'];
    const projection = here['projection.weight'];
    return {
      weight_ih: transposed(here['input.weight'] as ArrayValue),
      weight_hh: transposed(here['recurrent.weight'] as ArrayValue),
      ...(projection && { weight_hr: transposed(projection) }),
      ...(bias && {
        bias_ih: bias,
        bias_hh: { ...bias, data: new Float32Array(bias.data.length) },
      }),
    };
  },
};

/** The state dict of a module of PyTorch, which fits, under the names and in the layout of a `CellStack`. */
function fromTorchCells(
  state: TorchCellValues,
  sizes: TorchSizes,
  layout: TorchCellLayout,
): Record<string, ArrayValue> {
  return mapCells(sizes, (suffix, path) => {
    const there = Object.entries(state).filter(([name]) => name.endsWith(`_${suffix}`));
    const own = there.map(([name, value]) => [name.slice(0, -suffix.length - 1), value]);
    const here = Object.entries(layout.inward(Object.fromEntries(own)));
    return here.map(([name, value]) => [`${path}.${name}`, value]);
  });
}

/** And back. */
function toTorchCells(
  values: Readonly<Record<string, ArrayValue>>,
  sizes: TorchSizes,
  layout: TorchCellLayout,
): Record<string, ArrayValue> {
  return mapCells(sizes, (suffix, path) => {
    const here = Object.entries(values).filter(([name]) => name.startsWith(`${path}.`));
    const own = here.map(([name, value]) => [name.slice(path.length + 1), value]);
    const there = Object.entries(layout.outward(Object.fromEntries(own)));
    return there.map(([name, value]) => [`${name}_${suffix}`, value]);
  });
}

function mapCells(
  sizes: TorchSizes,
  map: (suffix: string, path: string) => [string, ArrayValue][],
): Record<string, ArrayValue> {
  const cells = Array.from(torchCells(sizes), ({ suffix, path }) => map(suffix, path));
  return Object.fromEntries(cells.flat());
}

/**
 * For a codec of PyTorch: a network of cells as a recurrent module.
 *
 * @param sizesOf undefined for a network that there is not in PyTorch
 */
export function torchModuleOfCells<L extends object>(
  kind: TorchModuleKind,
  layout: TorchCellLayout,
  sizesOf: (network: L) => TorchSizes | undefined,
): TorchModule<L> {
  return {
    shapes: (network) => {
      const sizes = sizesOf(network);
      return sizes && Object.fromEntries(namesOf(sizes, kind));
    },
    inward: (values, network) => fromTorchCells(values, sizesOf(network) as TorchSizes, layout),
    outward: (values, network) => toTorchCells(values, sizesOf(network) as TorchSizes, layout),
  };
}

/** a + b, number by number. */
function sumOf(a: ArrayValue, b: ArrayValue): ArrayValue {
  return { data: Float32Array.from(a.data, (x, i) => x + (b.data[i] as number)), shape: a.shape };
}

/** A matrix with its axes exchanged: PyTorch keeps weights as [out, in]. */
function transposed({ data, shape }: ArrayValue): ArrayValue {
  const [rows, columns] = shape as readonly [number, number];
  const turned = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  }
  return { data: turned, shape: [columns, rows] };
}
