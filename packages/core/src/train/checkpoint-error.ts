/** A checkpoint that cannot be read, or does not fit. */
export class CheckpointError extends Error {
  static {
    CheckpointError.prototype.name = 'CheckpointError';
  }
}
