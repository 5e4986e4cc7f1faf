import { expected, expectPositiveInteger, mergeChecks, type OptionChecks } from '@dl/core/check';
import { withoutChecks } from '../check/without-checks';
import { STACK_OPTIONS, type StackOptions } from '../stack/stack-options';

/** What a Transformer over an image is made of. */
export interface VitOptions extends Omit<StackOptions, 'memorySize' | 'maxLength' | 'positions'> {
  /** Features of a patch. Required. */
  size: number;
  /** Height and width of the images, or one number for both; patches divide them. Required. */
  imageSize: number | readonly [number, number];
  /** Height and width of a patch. Required. */
  patchSize: number;
  /** Of the images. Default 3. */
  channels?: number | undefined;
  /** What is told apart. Default: none, and no head: `forward` gives the features of the class token. */
  classes?: number | undefined;
}

/** Those that it has not: its positions are learned. */
const OTHERS = ['memorySize', 'maxLength', 'positions'] as const;

/** How they are checked. */
export const VIT_OPTIONS: OptionChecks<VitOptions> = /* @__PURE__ */ mergeChecks(
  /* @__PURE__ */ withoutChecks(STACK_OPTIONS, OTHERS),
  {
    size: expectPositiveInteger,
    imageSize: (where: string, name: string, value: unknown) => void sidesOf(where, name, value),
    patchSize: expectPositiveInteger,
    channels: expectPositiveInteger,
    classes: expectPositiveInteger,
  },
);

/** Height and width. @throws RangeError, TypeError */
export function sidesOf(where: string, name: string, value: unknown): readonly [number, number] {
  if (!Array.isArray(value)) {
    expectPositiveInteger(where, name, value as number);
    return [value as number, value as number];
  }
  if (value.length !== 2) {
    throw new RangeError(expected(`${where}: ${name}`, 'a size, or height and width', value));
  }
  for (const [i, side] of value.entries()) expectPositiveInteger(where, `${name}.${i}`, side);
  return [value[0], value[1]];
}
