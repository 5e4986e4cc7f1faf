import { engine } from './engine';

/**
 * Checks that a backend runs.
 *
 * @throws Error `Linear: expected a backend, got none: call await setup() first`
 */
export function expectBackend(where: string): void {
  try {
    void engine.backend;
  } catch (cause) {
    throw new Error(`${where}: ${NONE}`, { cause });
  }
}

const NONE = 'expected a backend, got none: call await setup() first';

// tfjs's own ops ask for their backend too, and would say "No backend found in registry".
const ask = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(engine), 'backend')?.get;
if (ask !== undefined && !Object.hasOwn(engine, 'backend')) {
  Object.defineProperty(engine, 'backend', {
    configurable: true,
    get() {
      try {
        return ask.call(this);
      } catch (cause) {
        throw new Error(`tensor: ${NONE}`, { cause });
      }
    },
  });
}
