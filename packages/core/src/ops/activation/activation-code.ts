import type { FusedActivation } from './activation';
import { SIGMOID } from './pointwise-code';

/** WGSL of the functions `bent` of a number and `bent4` of four, which programs end with. */
export function activationCode(activation: FusedActivation): string {
  if (activation === 'none') return '';
  const one = {
    relu: 'select(x, 0.0, x < 0.0)',
    tanh: 'select(tanh(clamp(x, -15.0, 15.0)), x, isnan(x))',
    sigmoid: 'logistic(x)',
    relu6: 'select(min(max(x, 0.0), 6.0), x, isnan(x))',
    hardSwish: 'select(max(x, -3.0) * (clamp(x + 3.0, 0.0, 6.0) / 6.0), x, isnan(x))',
  }[activation];
  return `${activation === 'sigmoid' ? SIGMOID : ''}
fn bent(x : f32) -> f32 { return ${one}; }
fn bent4(v : vec4<f32>) -> vec4<f32> { return vec4<f32>(bent(v.x), bent(v.y), bent(v.z), bent(v.w)); }`;
}
