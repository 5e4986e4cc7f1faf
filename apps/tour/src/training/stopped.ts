/** The person stopped the run. */
export class Stopped extends Error {
  static {
    Stopped.prototype.name = 'Stopped';
  }

  /**
   * @param step steps done
   * @param checkpoint the file that holds them
   */
  constructor(
    readonly step: number,
    readonly checkpoint: string,
  ) {
    super(`stopped after step ${step}`);
  }
}
