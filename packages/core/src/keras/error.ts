import { expected } from '../check/describe';

/** An invalid file of Keras or tfjs-layers, or one with something that is not supported. */
export class KerasError extends Error {
  // No static block: a page that reads no such file is to be rid of all of it.
  override get name(): string {
    return 'KerasError';
  }
}

/** The error of one place in a file: `fromKeras: <where>: expected <what>, got <value>`. */
export function kerasError(where: string, what: string, value: unknown): KerasError {
  return new KerasError(expected(`fromKeras: ${where}`, what, value));
}

/** Runs what a layer does; its errors name the layer. */
export function namingLayer<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof KerasError || !(error instanceof Error)) throw error;
    throw new KerasError(`fromKeras: ${where}: ${error.message}`, { cause: error });
  }
}
