/** The name of an op on the tape, as it stands in flops and profiles: `logSoftmax` is `LogSoftmax` there. */
export function tapeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
