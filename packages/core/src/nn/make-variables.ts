import { expectFunction } from '../check/choice';
import { engine } from '../engine/engine';
import { expectBackend } from '../engine/expect-backend';

/**
 * Makes the Variables of a constructor. Other tensors are tidied up, and if `make` throws, no Variable is left behind.
 *
 *     const { weight, bias } = makeVariables('Linear', () => ({ weight: …, bias: … }));
 *
 * @param where the layer, for the error
 * @throws Error `Linear: expected a backend, got none: call await setup() first`; whatever `make` throws
 */
export function makeVariables<T>(where: string, make: () => T): T {
  expectFunction(where, 'make', make);
  expectBackend(where);
  const { state } = engine;
  const first = engine.nextVariableId();
  engine.startScope(where);
  try {
    return make();
  } catch (error) {
    // tfjs names them by number, in the order in which they are made.
    const end = engine.nextVariableId();
    for (let id = first; id < end; id++) state.registeredVariables[id]?.dispose();
    throw error;
  } finally {
    engine.endScope();
  }
}
