/** An object without what is undefined. */
export function defined<T extends object>(own: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(own).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
