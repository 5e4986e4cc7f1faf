import type { Numbers } from '../../gpu/uniforms';
import type { ImageWindows } from './window-struct';

/** The sizes of windows, as programs read them: `depth` and `width` are the channels of a group, in and out. */
export function windowInts({ in: channels, out, groups, windows }: ImageWindows): Numbers {
  const [down, across] = windows;
  return {
    ...{ inY: down.in, inX: across.in, channels, depth: channels / groups },
    ...{ outY: down.out, outX: across.out, out, width: out / groups },
    ...{ tapsY: down.kernel, tapsX: across.kernel },
    ...{ strideY: down.stride, strideX: across.stride },
    ...{ dilationY: down.dilation, dilationX: across.dilation },
    ...{ above: down.before, below: down.after, left: across.before, right: across.after },
  };
}
