import * as tf from '@tensorflow/tfjs-core';
import { reasonOf } from './wasm-module';
import { LIMITS, within } from './within';

/**
 * Makes `name` tfjs's backend, with what tfjs logs about a failure in the error. Then the one that ran
 * goes on: tfjs itself would stay without any.
 *
 * @throws Error if it does not start, or gives no answer
 */
export async function start(name: string, hint: string): Promise<void> {
  const before = tf.getBackend();
  const { warn } = console;
  const said: string[] = [];
  console.warn = (...args) => said.push(args.join(' '));
  let started = false;
  try {
    started = await within(LIMITS.start, 'it', tf.setBackend(name));
  } catch (error) {
    said.push(reasonOf(error));
  } finally {
    console.warn = warn;
  }
  if (started) return;
  forgetPendingStart();
  if (before) await tf.setBackend(before);
  throw new Error(`setup: backend: expected ${name} to start, got «${said.join('; ')}»; ${hint}`);
}

/** tfjs would refuse every op while it waits for a start that does not come to an end, whatever runs. */
function forgetPendingStart(): void {
  const engine = tf.engine() as unknown as {
    pendingBackendInit: Promise<unknown> | null;
    pendingBackendInitId: number;
  };
  engine.pendingBackendInitId++;
  engine.pendingBackendInit = null;
}
