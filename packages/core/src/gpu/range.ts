/** 0, 1, … under `count`: what code that is written out goes over. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
