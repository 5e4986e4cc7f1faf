/** The person stopped the run. */
export class Stopped extends Error {
  static {
    Stopped.prototype.name = 'Stopped';
  }

  /**
   * @param step steps done
   * @param checkpoint the file that holds them
   * @param task what was trained: one of several, where a run goes through all
   */
  constructor(
    readonly step: number,
    readonly checkpoint: string,
    readonly task: string,
  ) {
    super(`stopped after step ${step}`);
  }
}
