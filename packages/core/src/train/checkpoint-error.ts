/** A checkpoint that cannot be read, or does not fit. */
export class CheckpointError extends Error {
  override get name(): string {
    return 'CheckpointError';
  }
}
