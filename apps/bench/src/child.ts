import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Runner } from './measure';
import { ROOT } from './paths';
import { THREADS } from './threads';

/** The file beside this one that runs a contender of a row. */
const CONTENDER = fileURLToPath(new URL('./contender.js', import.meta.url));

interface Ready {
  ready: { name?: string; variants: string[]; checksum?: number };
}

const living = new Set<ChildProcess>();
const quit = (code: number) => () => process.exit(code);
const SIGNALS = { SIGINT: quit(130), SIGTERM: quit(143), SIGHUP: quit(129) };

function killAll(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** However we end, our children end with us: so we listen as long as there are any. */
function guard(child: ChildProcess): void {
  if (living.size === 0) {
    process.on('exit', killAll);
    for (const [signal, end] of Object.entries(SIGNALS)) process.on(signal, end);
  }
  living.add(child);
  child.once('close', () => {
    living.delete(child);
    if (living.size > 0) return;
    process.off('exit', killAll);
    for (const [signal, end] of Object.entries(SIGNALS)) process.off(signal, end);
  });
}

/**
 * A contender in a process of its own, so that neither side touches the other's kernels, heap or
 * compiled code. One line of JSON a request on its stdin, one a reply on its stdout; it ends with
 * its stdin, so none outlives us.
 */
export class Child implements Runner {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #replies: AsyncIterator<string>;
  readonly #said: string[] = [];
  name: string;
  variants: readonly string[] = [];
  checksum: number | undefined;

  private constructor(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ) {
    this.name = name;
    this.#child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...THREADS, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    guard(this.#child);
    this.#child.stdin?.on('error', () => {}); // it has ended: the missing reply tells
    this.#child.stderr?.on('data', (chunk) => this.#said.push(String(chunk)));
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#replies = this.#lines[Symbol.asyncIterator]();
  }

  /** Starts a program that speaks the protocol, and waits until it is ready. */
  static async start(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Child> {
    const child = new Child(name, command, args, env);
    child.#child.once('error', (error) => {
      child.#said.push(error.message);
      child.#lines.close();
    });
    try {
      const { ready } = await child.#reply<Ready>();
      child.name = ready.name ?? name;
      child.variants = ready.variants;
      child.checksum = ready.checksum;
      return child;
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  /** One side of a row, in Node. */
  static node(name: string, id: string, side: 'ours' | 'peer'): Promise<Child> {
    return Child.start(name, process.execPath, [CONTENDER, id, side]);
  }

  async run(variant: string, times: number): Promise<number> {
    const { ms } = await this.request<{ ms: number }>({ variant, times });
    return ms;
  }

  /** Sends one request and waits for its reply. @throws Error with what the child said, if it ends instead */
  request<T>(request: object): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.#reply<T>();
  }

  async #reply<T>(): Promise<T> {
    const { value, done } = await this.#replies.next();
    if (!done) return JSON.parse(value) as T;
    await this.#closed();
    const last = this.#said.join('').trim().split('\n').slice(-30).join('\n');
    throw new Error(`${this.name}: expected a reply, got the end of its process\n${last}`);
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#closed();
    clearTimeout(late);
  }

  async #closed(): Promise<void> {
    if (!living.has(this.#child)) return;
    await new Promise((resolve) => this.#child.once('close', resolve));
  }
}
