/** A file that is no saved model, or one of parts that nobody has handed in. */
export class ModelFileError extends Error {
  override get name(): string {
    return 'ModelFileError';
  }
}
