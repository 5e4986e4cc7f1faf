import type { Address, Cut } from '../wasm/kernel-module';

/** Places in the list of sizes (wasm/windows.ts), and its length in numbers. */
const [BATCH, IN_HEIGHT, IN_WIDTH, IN, OUT_HEIGHT, OUT_WIDTH, OUT] = [0, 1, 2, 3, 4, 5, 6];
const [TAPS_Y, TAPS_X, STRIDE_Y, STRIDE_X, ABOVE, LEFT, GROUPS] = [7, 8, 9, 10, 13, 14, 15];
const OUT_ROW = 19;
const LENGTH = 20;

/** The sizes of windows over images. */
export interface WindowSizes {
  readonly list: Int32Array;
  readonly batch: number;
  /** Floats of an image, and of what is made of it. */
  readonly input: number;
  readonly output: number;
  /** Places of an output, and taps of a window. */
  readonly places: number;
  readonly taps: number;
  /** Channels of the input that a window sees of a group, and of the output. */
  readonly depth: number;
  readonly out: number;
}

/** A part of the images, or of the rows of the output of one. */
export interface WindowPart {
  readonly plan: Address;
  /** How many images, and where they begin: floats of the input, and of the output. */
  readonly images: number;
  readonly input: number;
  readonly output: number;
}

/** Reads the sizes at `plan`. */
export function windowSizes(cut: Cut<never>, plan: Address): WindowSizes {
  const list = cut.integers().slice(plan / 4, plan / 4 + LENGTH);
  const at = (place: number) => list[place] as number;
  return {
    list,
    batch: at(BATCH),
    input: at(IN_HEIGHT) * at(IN_WIDTH) * at(IN),
    output: at(OUT_HEIGHT) * at(OUT_WIDTH) * at(OUT),
    places: at(OUT_HEIGHT) * at(OUT_WIDTH),
    taps: at(TAPS_Y) * at(TAPS_X),
    depth: at(IN) / at(GROUPS),
    out: at(OUT),
  };
}

/** Runs of images, `count` of them or fewer. */
export function imageParts(
  cut: Cut<never>,
  { list, batch, input, output }: WindowSizes,
  count = cut.parts,
): WindowPart[] {
  const step = Math.ceil(batch / count);
  const parts: Omit<WindowPart, 'plan'>[] = [];
  const lists: Int32Array[] = [];
  for (let from = 0; from < batch; from += step) {
    const images = Math.min(step, batch - from);
    parts.push({ images, input: from * input, output: from * output });
    lists.push(withSizes(list, { [BATCH]: images }));
  }
  return written(cut, parts, lists);
}

/**
 * Runs of images or, where there are few, of rows of each output, a multiple of `grain`: for kernels that go from row to row
 * of the output and write nothing else.
 */
export function rowParts(cut: Cut<never>, sizes: WindowSizes, grain = 1): WindowPart[] {
  const { list, batch, input } = sizes;
  const { parts: count } = cut;
  if (batch >= count) return imageParts(cut, sizes);
  const at = (place: number) => list[place] as number;
  const rows = at(OUT_HEIGHT);
  const width = at(OUT_WIDTH) * at(OUT);
  const steps = evenly(rows, Math.ceil(count / batch), grain);
  const isSame = isPlaceByPlace(list);
  const parts: Omit<WindowPart, 'plan'>[] = [];
  const lists: Int32Array[] = [];
  for (let image = 0; image < batch; image++) {
    for (const [from, own] of steps) {
      const output = (image * rows + from) * width;
      // Where each place sees one place, the same, the rows are an image of their own.
      const before = isSame ? from * at(IN_WIDTH) * at(IN) : 0;
      parts.push({ images: 1, input: image * input + before, output });
      const all = { [BATCH]: 1, [OUT_HEIGHT]: own };
      const above = at(ABOVE) - from * at(STRIDE_Y);
      lists.push(
        withSizes(list, { ...all, ...(isSame ? { [IN_HEIGHT]: own } : { [ABOVE]: above }) }),
      );
    }
  }
  return written(cut, parts, lists);
}

/** Parts of a convolution whose places see one place each: a product of matrices, cut by places, or by channels of the output. */
export interface ProductPart extends Omit<WindowPart, 'images'> {
  /** Which channels of the output: where they begin. */
  readonly channel: number;
}

/** Channels of the output that a kernel makes at once. */
const PANEL = 16;

/**
 * Such parts; undefined of another convolution. By places each part packs the filter anew, by channels none does: so by
 * channels where there are few places to a channel.
 */
export function productParts(cut: Cut<never>, sizes: WindowSizes): ProductPart[] | undefined {
  const { list, batch, places, out, depth } = sizes;
  if (list[GROUPS] !== 1 || !isPlaceByPlace(list)) return undefined;
  const all = batch * places;
  const byPlaces = all >= 4 * out || out < 2 * PANEL;
  const parts: Omit<ProductPart, 'plan'>[] = [];
  const lists: Int32Array[] = [];
  for (const [from, own] of evenly(byPlaces ? all : out, cut.parts, byPlaces ? 2 : PANEL)) {
    const high = byPlaces ? own : all;
    const flat = {
      [BATCH]: 1,
      [IN_HEIGHT]: high,
      [OUT_HEIGHT]: high,
      [IN_WIDTH]: 1,
      [OUT_WIDTH]: 1,
    };
    const channels = byPlaces ? {} : { [OUT]: own, [OUT_ROW]: out };
    lists.push(withSizes(list, { ...flat, ...channels }));
    parts.push(
      byPlaces
        ? { input: from * depth, output: from * out, channel: 0 }
        : { input: 0, output: from, channel: from },
    );
  }
  return written(cut, parts, lists);
}

/** Runs of `n`, at most `count`, of about one length, each but the last a multiple of `grain`. */
function evenly(n: number, count: number, grain: number): (readonly [from: number, own: number])[] {
  const units = Math.ceil(n / grain);
  const parts = Math.min(count, units);
  const edge = (i: number) => Math.min(n, grain * Math.floor((i * units) / parts));
  return Array.from({ length: parts }, (_, i) => [edge(i), edge(i + 1) - edge(i)] as const);
}

function isPlaceByPlace(list: Int32Array): boolean {
  const at = (place: number) => list[place];
  const isOne = [TAPS_Y, TAPS_X, STRIDE_Y, STRIDE_X].every((place) => at(place) === 1);
  const isFree = at(ABOVE) === 0 && at(LEFT) === 0;
  return isOne && isFree && at(IN_HEIGHT) === at(OUT_HEIGHT) && at(IN_WIDTH) === at(OUT_WIDTH);
}

function withSizes(list: Int32Array, sizes: Readonly<Record<number, number>>): Int32Array {
  const own = list.slice();
  for (const [place, size] of Object.entries(sizes)) own[Number(place)] = size;
  return own;
}

/** The lists where kernels read them. */
function written<T extends object>(
  cut: Cut<never>,
  parts: readonly T[],
  lists: readonly Int32Array[],
): (T & { readonly plan: Address })[] {
  const room = cut.room(4 * LENGTH * parts.length);
  const integers = cut.integers();
  return parts.map((part, i) => {
    const plan = (room + 4 * LENGTH * i) as Address;
    integers.set(lists[i] as Int32Array, plan / 4);
    return { ...part, plan };
  });
}
