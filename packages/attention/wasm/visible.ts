/*
 * What the rules of a mask show: query i stands at offset + i and sees keys from `firstKey` to before `endKey`; key j is
 * seen by queries from `firstQuery` to before `endQuery`. A window of 0 is none. All four never fall with i or j.
 */

// @ts-ignore: decorator
@inline
export function firstKey(i: i32, window: i32, offset: i32): i32 {
  return window > 0 ? max(0, offset + i - window + 1) : 0;
}

// @ts-ignore: decorator
@inline
export function endKey(i: i32, keys: i32, causal: bool, window: i32, offset: i32): i32 {
  return min(keys, causal ? offset + i + 1 : window > 0 ? offset + i + window : keys);
}

// @ts-ignore: decorator
@inline
export function firstQuery(j: i32, causal: bool, window: i32, offset: i32): i32 {
  return max(0, causal ? j - offset : window > 0 ? j - offset - window + 1 : 0);
}

// @ts-ignore: decorator
@inline
export function endQuery(j: i32, queries: i32, window: i32, offset: i32): i32 {
  return window > 0 ? min(queries, j - offset + window) : queries;
}
