import type { GpuBackend } from './gpu-backend';

/** Why a GPUDevice is lost. */
interface Loss {
  readonly reason?: string;
  readonly message?: string;
}

/** The parts of tfjs's backend that reach its device. */
interface Reaching {
  readonly device: { readonly lost: Promise<Loss> };
  readonly tensorMap: { get(dataId: object): { values: unknown } };
  read(dataId: object): Promise<unknown>;
}

/** Those that make or use what lies on it. */
const USES = [
  'makeTensorInfo',
  'uploadToGPU',
  'runWebGPUProgram',
  'readSync',
  'readToGPU',
] as const;

const watched = /* @__PURE__ */ new WeakSet<object>();
const lost = /* @__PURE__ */ new WeakSet<object>();

/** Whether a backend's device is lost. */
export function isLost(backend: object): boolean {
  return lost.has(backend);
}

/**
 * Makes a backend say so, whatever is asked of it, once its device is lost: WebGPU itself would go on without a word, with zeros.
 * What a tensor has on the host can be read on.
 */
export function watchDevice(backend: GpuBackend): void {
  if (watched.has(backend)) return;
  watched.add(backend);
  const own = backend as unknown as Reaching & Record<string, unknown>;
  const { read } = own;
  const end = own.device.lost.then((loss) => {
    lost.add(backend);
    const refuse = () => {
      throw new Error(messageOf(loss));
    };
    for (const name of USES) {
      const before = own[name] as (...args: unknown[]) => unknown;
      own[name] =
        name === 'readSync'
          ? (id: object) => (isOnHost(own, id) ? before.call(own, id) : refuse())
          : refuse;
    }
    return loss;
  });
  own.read = async (id: object) => {
    if (!isOnHost(own, id) && isLost(backend)) throw new Error(messageOf(await end));
    try {
      return await read.call(own, id);
    } catch (cause) {
      // What was being read ends before or after the device does.
      const loss = await Promise.race([end, soon()]);
      if (loss === undefined) throw cause;
      throw new Error(messageOf(loss), { cause });
    }
  };
}

function isOnHost({ tensorMap }: Reaching, dataId: object): boolean {
  const { values } = tensorMap.get(dataId);
  return values !== null && values !== undefined;
}

function messageOf({ reason = 'unknown', message = '' }: Loss): string {
  const why = message === '' ? reason : `${reason}: ${message}`;
  return (
    `webgpu: expected a GPU that runs, got a device that is lost (${why}); what lay on it is gone: ` +
    'await setup() again, which takes another one, then load a checkpoint into the model and the optimizer'
  );
}

function soon(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, 100, undefined));
}
