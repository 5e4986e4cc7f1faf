import type { ImageWindows } from './window-struct';

/** The sizes of a convolution of x [batch, height, width, in] with a filter [height, width, in / groups, out]. */
export type ConvPlan = ImageWindows;

/** The shape of its filter. */
export function filterShape(plan: ConvPlan): number[] {
  const [down, across] = plan.windows;
  return [down.kernel, across.kernel, plan.in / plan.groups, plan.out];
}
