/**
 * Where tensors lie decides up to a tenth of what a small or memory-bound row takes, and every change of code moves them. So
 * two checkouts are compared at several places of the heap, the same for both.
 */
export const PLACEMENTS: readonly number[] = [0, 4160, 69_696];

/** An option of Node for a process of `checkout`: so many bytes are taken of the WASM heap as soon as the backend runs. */
export function placedBy(checkout: string, bytes: number): string[] {
  if (bytes === 0) return [];
  const code = `import { createRequire } from 'node:module';
const engine = createRequire(${JSON.stringify(`${checkout}/apps/bench/package.json`)})('@tensorflow/tfjs-core').engine();
const set = engine.setBackend.bind(engine);
engine.setBackend = async (name) => {
  const done = await set(name);
  if (name === 'wasm' && done) engine.backendInstance.wasm._malloc(${bytes});
  return done;
};`;
  return [`--import=data:text/javascript,${encodeURIComponent(code)}`];
}
