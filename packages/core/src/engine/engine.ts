import * as tf from '@tensorflow/tfjs-core';

/** One recorded op: what went in, what came out, and how a gradient flows back through it. */
export interface TapeNode {
  id: number;
  kernelName: string;
  inputs: Record<string, tf.Tensor>;
  outputs: tf.Tensor[];
  gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
  saved?: tf.Tensor[];
  /** As `saved`, without the engine's knowledge: see `holdAll`. */
  held?: readonly object[];
}

interface Scope {
  id: number;
  track: TrackedTensor[];
}

type TrackedTensor = tf.Tensor & { kept: boolean; scopeId: number };

/**
 * The parts of tfjs's engine (4.22, whose version every tfjs backend pins) that core reaches into,
 * so that recording an op costs one array push instead of tens of microseconds.
 */
export interface Engine {
  state: {
    activeTape: TapeNode[] | null;
    activeScope: Scope | null;
    scopeStack: Scope[];
    tensorInfo: WeakMap<
      object,
      { backend: tf.KernelBackend; dtype: tf.DataType; shape: number[]; bytes: number }
    >;
    numDataBuffers: number;
    nextTapeNodeId: number;
    registeredVariables: Record<string, tf.Variable | undefined>;
    gradientDepth: number;
    kernelDepth: number;
    profiling: boolean;
    numTensors: number;
    numBytes: number;
  };
  backendName: string | null;
  backendInstance: tf.KernelBackend | null;
  readonly backend: tf.KernelBackend;
  nextTensorId(): number;
  /** Takes a number, which is the name of the next Variable without one. */
  nextVariableId(): number;
  startScope(name?: string): void;
  endScope(result?: tf.TensorContainer): void;
  keep<T extends tf.Tensor>(tensor: T): T;
  track<T extends tf.Tensor>(tensor: T): T;
  removeDataId(dataId: object, backend: tf.KernelBackend): void;
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend?: tf.KernelBackend): tf.Tensor;
  runKernelFunc(params: {
    forwardFunc: (
      backend: tf.KernelBackend,
      save: (tensors: readonly tf.Tensor[]) => void,
    ) => tf.Tensor | tf.Tensor[];
    backwardsFunc: (
      dy: tf.Tensor | tf.Tensor[],
      saved: tf.Tensor[],
    ) => Record<string, () => tf.Tensor>;
    inputs: tf.NamedTensorMap;
  }): tf.Tensor | tf.Tensor[];
}

/** tfjs's one engine of this process. */
export const engine = tf.engine() as unknown as Engine;

/**
 * What `allocate` has made in the op of core's that runs: freed if the op ends with an error, forgotten when it ends. The list
 * keeps its length, for growing it anew would cost each op of several outputs its memory.
 */
export const making: {
  running: boolean;
  count: number;
  readonly list: (tf.Tensor | undefined)[];
} = { running: false, count: 0, list: [] };

/** A second tensor over the same data: no copy, one more reference. */
export function alias<T extends tf.Tensor>(x: T): T {
  engine.backend.incRef(x.dataId);
  return engine.makeTensorFromTensorInfo(x) as T;
}

/** A tensor whose data stays until it is released, whatever becomes of the tensor. */
export interface Held {
  readonly tensor: tf.Tensor;
  readonly dataId: object;
}

/** Holds the data of `tensor`: less than a tenth of an alias, which the engine would keep books about. */
export function hold(tensor: tf.Tensor): Held {
  // Not `engine.backend`, which asks whether there is one.
  (engine.backendInstance ?? engine.backend).incRef(tensor.dataId);
  return { tensor, dataId: tensor.dataId };
}

/** Holds the data of those of `tensors` that there are, and gives them in their order. */
export function holdAll(
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
): readonly object[] {
  const backend = engine.backendInstance ?? engine.backend;
  const dataIds: object[] = [];
  try {
    for (const name in tensors) {
      const tensor = tensors[name];
      if (tensor === undefined) continue;
      backend.incRef(tensor.dataId);
      dataIds.push(tensor.dataId);
    }
  } catch (error) {
    // One of them has no data any more.
    releaseAll(dataIds);
    throw error;
  }
  return dataIds;
}

/** What was held: the tensor itself, unless it was disposed or (a Variable) assigned to meanwhile. */
export function held({ tensor, dataId }: Held): tf.Tensor {
  if (tensor.dataId === dataId && !tensor.isDisposed) return tensor;
  return new tf.Tensor(tensor.shape, tensor.dtype, dataId, engine.nextTensorId());
}

/** What was held, each as by `held`: mostly `tensors` as they are. */
export function heldAll(
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
  dataIds: readonly object[],
): Readonly<Record<string, tf.Tensor | undefined>> {
  let at = 0;
  for (const name in tensors) {
    const tensor = tensors[name];
    if (tensor === undefined) continue;
    if (tensor.dataId !== dataIds[at++] || tensor.isDisposed) return heldEach(tensors, dataIds);
  }
  return tensors;
}

function heldEach(
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
  dataIds: readonly object[],
): Record<string, tf.Tensor | undefined> {
  const back: Record<string, tf.Tensor | undefined> = {};
  let at = 0;
  for (const name in tensors) {
    const tensor = tensors[name];
    if (tensor !== undefined) back[name] = held({ tensor, dataId: dataIds[at++] as object });
  }
  return back;
}

/** Gives up what `hold` gave. */
export function release({ dataId }: { readonly dataId: object }): void {
  const backend = engine.state.tensorInfo.get(dataId)?.backend;
  if (backend?.disposeData(dataId)) engine.removeDataId(dataId, backend);
}

/** Gives up what `holdAll` gave. */
export function releaseAll(dataIds: readonly object[]): void {
  const { tensorInfo } = engine.state;
  for (let i = 0; i < dataIds.length; i++) {
    const dataId = dataIds[i] as object;
    const backend = tensorInfo.get(dataId)?.backend;
    if (backend?.disposeData(dataId)) engine.removeDataId(dataId, backend);
  }
}

/** Ends a scope as the engine does, without its walk over containers: `results` go to the scope around it. */
export function endScope(results: readonly tf.Tensor[]): void {
  const { state } = engine;
  const scope = state.scopeStack.pop() as Scope;
  state.activeScope = state.scopeStack[state.scopeStack.length - 1] ?? null;
  const stays = results.length > 8 ? new Set(results) : undefined;
  for (const tensor of scope.track) {
    if (tensor.kept || (stays ? stays.has(tensor) : results.includes(tensor))) continue;
    tensor.dispose();
  }
  for (const tensor of results as TrackedTensor[]) {
    if (!tensor.kept && tensor.scopeId === scope.id && !tensor.isDisposed) engine.track(tensor);
  }
}
