import type { Command, Report } from './worker/protocol';

/** The page's end of a worker: it numbers models and commands, and passes over what comes from an earlier model. */
export class WorkerLink<View> {
  #worker: Worker | undefined;
  #run = 0;
  #order = 0;

  constructor(
    readonly make: () => Worker,
    readonly take: (report: Report<View>) => void,
  ) {}

  /** A new worker in place of the one that there is: its memory goes with it. */
  open(command: Omit<Extract<Command, { type: 'open' }>, 'type' | 'run'>): void {
    this.close();
    const worker = this.make();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Report<View>>) => {
      if (worker === this.#worker && (data.type === 'ready' || data.run === this.#run)) {
        this.take(data);
      }
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      const message = event.message ?? '';
      this.take({ type: 'failed', run: this.#run, kind: 'start', step: 0, message });
    });
    this.send({ type: 'open', run: ++this.#run, ...command });
    this.send({ type: 'visible', visible: !document.hidden });
  }

  /** A new model in the same worker. */
  reset(command: Omit<Extract<Command, { type: 'reset' }>, 'type' | 'run'>): void {
    this.send({ type: 'reset', run: ++this.#run, ...command });
  }

  send(command: Command): void {
    this.#worker?.postMessage({ ...command, order: ++this.#order });
  }

  /** Whether a report knows of all commands: one that crossed with a command says nothing about it. */
  isCurrent({ order }: { readonly order: number }): boolean {
    return order === this.#order;
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
