import * as tf from '@tensorflow/tfjs-core';
import { reasonOf } from './wasm-module';
import { LIMITS, within } from './within';

/**
 * Makes `name` tfjs's backend. If that fails, the error holds what tfjs logged (without its stack traces), and the previous backend
 * goes on; tfjs itself would be left with none.
 *
 * @throws Error if it does not start, or gives no answer
 */
export async function start(name: string, hint: string): Promise<void> {
  const before = tf.getBackend();
  const { warn } = console;
  const said: string[] = [];
  console.warn = (...args) => said.push(...linesOf(args.join(' ')));
  let started = false;
  try {
    started = await within(LIMITS.start, `${name} to start`, tf.setBackend(name));
  } catch (error) {
    said.push(...linesOf(reasonOf(error)));
  } finally {
    console.warn = warn;
  }
  if (started) return;
  forgetPendingStart();
  if (before) await within(LIMITS.start, before, tf.setBackend(before)).catch(() => false);
  throw new Error(`setup: backend: expected ${name} to start, got «${said.join('; ')}»; ${hint}`);
}

/** What is worth reading of it: no stack, nor that a backend does not start, which is said anyway. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/^Error: /, ''));
  return lines.filter((line) => line && !/^at |^Initialization of backend \w+ failed$/.test(line));
}

/** While tfjs waits for a start that never ends, it refuses every op, even on a running backend. */
function forgetPendingStart(): void {
  const engine = tf.engine() as unknown as {
    pendingBackendInit: Promise<unknown> | null;
    pendingBackendInitId: number;
  };
  engine.pendingBackendInitId++;
  engine.pendingBackendInit = null;
}
