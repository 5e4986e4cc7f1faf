import { GPU_THREADS as THREADS } from '@dl/core/extend';

/** What an attention may be given besides q, k and v. */
export type Extra = 'bias' | 'mask' | 'lengths' | 'slopes';

/**
 * The WGSL of attention of one query a thread, which goes over its keys with the running maximum, sum and weighted values in
 * registers. The threads of a group read the same key at the same time.
 *
 * @param boolean whether the mask hides where it is 0, rather than being added
 */
export function attentionCode(
  depth: number,
  valueDepth: number,
  has: ReadonlySet<Extra>,
  boolean: boolean,
): string {
  const when = (extra: Extra, text: string) => (has.has(extra) ? text : '');
  const at = (name: string) =>
    `b * uniforms.${name}Batch + h * uniforms.${name}Head + i * uniforms.${name}Row + j * uniforms.${name}Step`;
  // What hides does so whatever the score is: a sum would keep NaN.
  const added = (name: string) =>
    `let ${name}Part = ${name}[${at(name)}]; if (${name}Part <= -1e30) { continue; } score += ${name}Part;`;
  const masked = boolean ? `if (f32(mask[${at('mask')}]) == 0.0) { continue; }` : added('mask');
  return `
fn main(index : i32) {
  let blocks = (uniforms.queries + ${THREADS - 1}) / ${THREADS};
  let group = index / ${THREADS};
  let head = group / blocks;
  let i = (group % blocks) * ${THREADS} + index % ${THREADS};
  let b = head / uniforms.heads;
  let h = head % uniforms.heads;
  if (i >= uniforms.queries || b >= uniforms.batch) { return; }
  let keyHead = b * uniforms.kvHeads + h * uniforms.kvHeads / uniforms.heads;
  let stands = uniforms.offset + i;
  var first = 0;
  var end = uniforms.keys;
  if (uniforms.span > 0) {
    first = max(0, stands - uniforms.span + 1);
    end = min(end, stands + uniforms.span);
  }
  if (uniforms.causal > 0) { end = min(end, stands + 1); }
  ${when('lengths', 'end = min(end, lengths[b]);')}
  var query : array<f32, ${depth}>;
  for (var d = 0; d < ${depth}; d++) {
    query[d] = q[(head * uniforms.queries + i) * ${depth} + d] * uniforms.factor;
  }
  var sums : array<f32, ${valueDepth}>;
  for (var d = 0; d < ${valueDepth}; d++) { sums[d] = 0.0; }
  var most = -1e29;
  var total = 0.0;
  for (var j = first; j < end; j++) {
    var score = 0.0;
    let key = (keyHead * uniforms.keys + j) * ${depth};
    for (var d = 0; d < ${depth}; d++) { score += query[d] * k[key + d]; }
    ${when('bias', added('bias'))}
    ${when('slopes', 'score -= slopes[h] * f32(abs(stands - j));')}
    ${when('mask', masked)}
    // A score of -1e30 and less, of -infinity too, is hidden.
    if (!(score > -1e29) && !isnan(score)) { continue; }
    if (score > most) {
      let shrink = exp(most - score);
      total *= shrink;
      for (var d = 0; d < ${valueDepth}; d++) { sums[d] *= shrink; }
      most = score;
    }
    let weight = exp(score - most);
    total += weight;
    let value = (keyHead * uniforms.keys + j) * ${valueDepth};
    for (var d = 0; d < ${valueDepth}; d++) { sums[d] += weight * v[value + d]; }
  }
  let share = select(0.0, 1.0 / total, total > 0.0 || isnan(total));
  for (var d = 0; d < ${valueDepth}; d++) {
    result[(head * uniforms.queries + i) * ${valueDepth} + d] = sums[d] * share;
  }
}`;
}
