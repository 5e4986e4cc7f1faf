import { AWAKE, type Board, boardOf, CALL, type Message, MOST_TEXT, WORD } from './words';

// A thread that runs kernels: the text of a worker in itself, of Node or of a page (tools/build-worker.mjs).

type Kernel = (...args: number[]) => unknown;

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads')?.parentPort;
const kernels: Kernel[] = [];
const core: Record<string, WebAssembly.ExportValue> = {};
let board: Board;
let memory: WebAssembly.Memory;
let index = 0;
/** How many messages have come. */
let taken = 0;

function take(message: Message): void {
  if (message.buffer !== undefined) board = boardOf(message.buffer);
  memory = message.memory ?? memory;
  index = message.index ?? index;
  for (const { module, isCore } of message.modules) {
    const abort = () => {
      throw new Error('a kernel aborted');
    };
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort }, core });
    if (isCore) Object.assign(core, exports);
    for (const each of Object.values(exports)) {
      if (typeof each === 'function') kernels.push(each as Kernel);
    }
  }
  taken++;
  Atomics.add(board.words, WORD.ready, 1);
  serve();
}

/** Takes calls as they come, until there is another message: one may have been sent before we began. */
function serve(): void {
  const { words } = board;
  for (;;) {
    workWhileAwake();
    const woken = Atomics.load(words, WORD.wake);
    if (Atomics.load(words, WORD.told) !== taken) return;
    Atomics.add(words, WORD.sleepers, 1);
    if (!isLeft(Atomics.load(words, WORD.state))) Atomics.wait(words, WORD.wake, woken);
    Atomics.sub(words, WORD.sleepers, 1);
    if (Atomics.load(words, WORD.told) !== taken) return;
  }
}

/** Runs what there is; ends when nothing has come for a while. */
function workWhileAwake(): void {
  const { words } = board;
  let idleFrom = performance.now();
  for (let looks = 1; ; looks++) {
    const state = Atomics.load(words, WORD.state);
    if (isLeft(state)) {
      if (Atomics.compareExchange(words, WORD.state, state, state + 1) === state) {
        run(state & 255);
        const total = (state >>> 8) & 255;
        if (Atomics.add(words, WORD.done, 1) + 1 === total) Atomics.notify(words, WORD.done);
      }
      idleFrom = performance.now();
    } else if (looks % 64 === 0 && performance.now() - idleFrom > AWAKE) return;
  }
}

function isLeft(state: number): boolean {
  return (state & 255) < ((state >>> 8) & 255);
}

function run(call: number): void {
  const { calls, scratch, words } = board;
  const at = call * CALL;
  const scratchAt = calls[at + 1] as number;
  const args = Array.from(calls.subarray(at + 3, at + 3 + (calls[at + 2] as number)));
  if (scratchAt >= 0) args[scratchAt] = scratch[index] as number;
  try {
    (kernels[calls[at] as number] as Kernel)(...args);
  } catch (error) {
    tell(error);
  }
  Atomics.add(words, WORD.byWorkers, 1);
}

/** The main thread, which waits for us, hears of an error here. */
function tell(error: unknown): void {
  const text = new TextEncoder().encode(String(error)).subarray(0, MOST_TEXT);
  if (Atomics.compareExchange(board.words, WORD.failed, 0, -1) !== 0) return;
  board.text.set(text);
  Atomics.store(board.words, WORD.failed, text.length || -1);
}

if (port) port.on('message', take);
else globalThis.onmessage = ({ data }: MessageEvent<Message>) => take(data);
