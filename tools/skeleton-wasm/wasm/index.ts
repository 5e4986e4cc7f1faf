/** out[i] = x[i] · factor for n numbers at the addresses `x` and `out`. */
export function rescale(n: i32, x: usize, factor: f32, out: usize): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, f32x4.mul(v128.load(x + at), factors));
  }
  for (; i < n; i++) {
    const at = (<usize>i) << 2;
    store<f32>(out + at, load<f32>(x + at) * factor);
  }
}
