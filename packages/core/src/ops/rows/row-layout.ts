/** A view of a tensor as [outer, count, size]: `count` rows along one of its axes. */
export interface RowLayout {
  readonly outer: number;
  readonly count: number;
  readonly size: number;
}
