/** What a device was told. */
export interface Counts {
  dispatches: number;
  submits: number;
  readBytes: number;
  /** Dispatches by the label of their pipeline. */
  readonly labels: Record<string, number>;
}

/** What is used of a GPUDevice. */
export interface Device {
  createCommandEncoder(...args: unknown[]): object;
}

type Method = (...args: unknown[]) => unknown;

const MAP_READ = 1;

/** Counts what a device is told until `stop`. Only what goes through command encoders made meanwhile is seen. */
export function countWork(device: Device): { counts: Counts; stop: () => void } {
  const counts: Counts = { dispatches: 0, submits: 0, readBytes: 0, labels: {} };
  const stop = wrap(device, 'createCommandEncoder', (create, ...made) => {
    const encoder = create(...made) as object;
    wrap(encoder, 'finish', (finish, ...args) => {
      counts.submits++;
      return finish(...args);
    });
    wrap(encoder, 'copyBufferToBuffer', (copy, ...args) => {
      const short = args.length < 5;
      const target = args[short ? 1 : 2] as { usage: number; size: number };
      if (target.usage & MAP_READ) counts.readBytes += Number(args[short ? 2 : 4] ?? target.size);
      return copy(...args);
    });
    wrap(encoder, 'beginComputePass', (begin, ...args) => {
      const pass = begin(...args) as object;
      let label = '';
      wrap(pass, 'setPipeline', (set, pipeline) => {
        label = (pipeline as { label: string }).label;
        return set(pipeline);
      });
      for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
        wrap(pass, name, (dispatch, ...groups) => {
          counts.dispatches++;
          counts.labels[label] = (counts.labels[label] ?? 0) + 1;
          return dispatch(...groups);
        });
      }
      return pass;
    });
    return encoder;
  });
  return { counts, stop };
}

/** Puts a method of an object's own before that of its class, which may be read-only; the way back. */
function wrap(
  target: object,
  name: string,
  around: (before: Method, ...args: unknown[]) => unknown,
): () => void {
  const before = ((target as Record<string, Method>)[name] as Method).bind(target);
  const value = (...args: unknown[]) => around(before, ...args);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    delete (target as Record<string, unknown>)[name];
  };
}
