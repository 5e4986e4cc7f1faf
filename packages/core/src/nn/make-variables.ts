import { expectFunction } from '../check/choice';
import { engine } from '../tape/engine';
import { expectBackend } from '../tape/expect-backend';

/**
 * Runs what a constructor makes its Variables with: they are tidied up after, and where it fails none of them is left.
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
