import { existsSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { type Runtime, setup } from '@dl/core';
import { openScreen, type Screen, silentScreen } from '@dl/report';
import { backendCure } from './command/backend-cure';
import type { CommonValues } from './command/common-options';
import { helpText } from './command/help';
import { listenForInterrupts } from './command/interrupt';
import { UsageError } from './command/option';
import { type Command, findTopic, parseCommand, splitTopic } from './command/parse';
import { findTopics } from './command/registry';
import { resumeCommand } from './command/resume-command';
import type { Metrics } from './command/topic';
import { Stopped } from './training/stopped';

/** What the program has of the world. */
export interface World {
  readonly stdout: WriteStream;
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the topics' files are. */
  readonly topics: URL;
  /** Ends the process without more ado. */
  readonly quit: (code: number) => void;
}

/**
 * Runs the tour for these arguments and gives the exit code: 0, 1 for a failure, 2 for a wrong command line,
 * 130 or 143 when it was stopped.
 */
export async function main(args: readonly string[], world: World): Promise<number> {
  try {
    const topics = await findTopics(world.topics);
    if (args.includes('--help') || args.includes('-h')) {
      const { name, rest } = splitTopic(args);
      findTopic(name, topics);
      const named = rest.length < args.length ? name : undefined;
      world.stdout.write(`${await helpText(topics, named, world.stdout.columns || 100)}\n`);
      return 0;
    }
    const command = parseCommand(args, topics);
    checkResume(command);
    return await runCommand(command, args, world);
  } catch (error) {
    world.stderr.write(`${(error as Error).message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function checkResume({ topic, options: { resume } }: Command): void {
  if (resume === undefined || existsSync(resume)) return;
  throw new UsageError(
    `tour ${topic}: --resume: expected a checkpoint file, got ${JSON.stringify(resume)}`,
  );
}

async function runCommand(
  command: Command,
  args: readonly string[],
  world: World,
): Promise<number> {
  const { topic, task, options } = command;
  const screen = options.json ? silentScreen : openScreen({ stream: world.stdout, env: world.env });
  const interrupts = listenForInterrupts(world.quit);
  const print = (metrics: Metrics) => {
    if (options.json) world.stdout.write(`${JSON.stringify(metrics)}\n`);
  };
  const about = { topic, task, seed: options.seed };
  try {
    const runtime = await start(options.backend);
    screen.note(`${topic}, ${task}: seed ${options.seed}, on ${describe(runtime)}`);
    const { signal } = interrupts;
    const metrics = await command.run({ topic, task, options, runtime, screen, signal });
    print({ ...about, backend: runtime.backend, ...metrics });
    return 0;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    print({ ...about, stoppedAt: error.step, checkpoint: error.checkpoint });
    sayStopped(screen, error, task, args);
    return interrupts.code();
  } finally {
    interrupts.close();
  }
}

async function start(backend: CommonValues['backend']): Promise<Runtime> {
  try {
    return await setup({ backend });
  } catch (error) {
    throw new Error(`${(error as Error).message}${backendCure(backend)}`, { cause: error });
  }
}

function sayStopped(
  screen: Screen,
  { step, checkpoint, task }: Stopped,
  asked: string,
  args: readonly string[],
): void {
  screen.title(`Stopped after step ${step}. The checkpoint is ${checkpoint}`);
  const named = task === asked ? undefined : task;
  screen.line(`To go on from there:  ${resumeCommand(args, checkpoint, named)}`);
}

function describe({ backend, simd, relaxedSimd, threads }: Runtime): string {
  const parts = [backend === 'cpu' ? 'cpu (plain JavaScript)' : backend];
  if (relaxedSimd) parts.push('relaxed SIMD');
  else if (simd) parts.push('SIMD');
  if (threads > 1) parts.push(`${threads} threads`);
  return parts.join(', ');
}
