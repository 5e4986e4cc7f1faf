/** Checks of options without those that a model has no use for. Bundlers leave the call out where nothing reads its result. */
/* @__NO_SIDE_EFFECTS__ */
export function withoutChecks<T extends object, K extends keyof T>(
  checks: T,
  names: readonly K[],
): Omit<T, K> {
  const own = Object.entries(checks).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(own) as Omit<T, K>;
}
