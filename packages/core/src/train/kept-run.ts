import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionCheck, type OptionChecks, readOptions } from '../check/options';
import { crc32 } from '../files/crc-32';
import { readSafetensors } from '../files/safetensors';
import type { ByteStore } from '../files/store';
import { type CheckpointContents, loadCheckpoint, saveCheckpoint } from './checkpoint';
import { CheckpointError } from './checkpoint-error';

/** Where a run is kept, so that it can go on. */
export interface RunCheckpoint {
  /** `fileStore(path)` in Node, `indexedDbStore(name)` in a browser. What is there already is gone on from. */
  readonly store: ByteStore;
  /** Steps between two that are kept. Default: one an epoch. One is kept when the run ends, by `signal` too. */
  readonly every?: number;
}

const OPTIONS: OptionChecks<RunCheckpoint> = { store: checkedLater, every: expectPositiveInteger };

/** The check of where a run is kept. */
export const expectRunCheckpoint: OptionCheck = (where, name, value) => {
  const { store } = readOptions(`${where}: ${name}`, value as RunCheckpoint, OPTIONS);
  expectFunction(where, `${name}.store.read`, (store as ByteStore | null)?.read);
  expectFunction(where, `${name}.store.write`, (store as ByteStore | null)?.write);
};

/** What is kept: the parts of a model by name, what trains them, and the tokens that stand around the model. */
export interface KeptContents extends Pick<CheckpointContents, 'optimizer'> {
  readonly model: Readonly<Record<string, unknown>>;
  /** The tokens of its tokenizers, in their order. */
  readonly tokens: readonly (readonly string[])[];
}

/**
 * A run that is kept in a store, so that it can go on; without one, nothing is kept. A checksum of the tokens is kept beside the weights:
 * those of other tokens may have the same shapes, and would say other words.
 */
export class KeptRun {
  readonly #where: string;
  readonly #checkpoint: RunCheckpoint | undefined;
  readonly #contents: KeptContents;
  readonly #checksum: readonly number[];
  #kept = 0;

  constructor(where: string, checkpoint: RunCheckpoint | undefined, contents: KeptContents) {
    this.#where = where;
    this.#checkpoint = checkpoint;
    this.#contents = contents;
    this.#checksum = checksumOf(JSON.stringify(contents.tokens));
  }

  /** Takes what is kept, if anything is, and gives the step behind it. @throws CheckpointError, before anything has changed */
  async open(): Promise<number> {
    const store = this.#checkpoint?.store;
    const bytes = await store?.read();
    if (store === undefined || bytes === undefined) return 0;
    const { tokenizers } = keptTensors(bytes);
    if (tokenizers && !this.#checksum.every((own, i) => own === tokenizers[i])) {
      throw new CheckpointError(
        `${this.#where}: checkpoint: expected one of these tokenizers, got one of others`,
      );
    }
    this.#kept = (await this.#holding((contents) => loadCheckpoint(store, contents))).step;
    return this.#kept;
  }

  /** Keeps the run as it is behind a step, unless it is kept already. */
  async keep(step: number): Promise<void> {
    const store = this.#checkpoint?.store;
    if (store === undefined || this.#kept === step) return;
    await this.#holding((contents) => saveCheckpoint(store, { ...contents, step }));
    this.#kept = step;
  }

  /** Calls `f` with all that a checkpoint has. */
  async #holding<T>(f: (contents: CheckpointContents) => Promise<T>): Promise<T> {
    const { model, optimizer } = this.#contents;
    const tokenizers = tf.tidy(() => tf.variable(tf.tensor1d([...this.#checksum]), false));
    try {
      return await f({ model: { ...model, tokenizers }, optimizer });
    } finally {
      tokenizers.dispose();
    }
  }
}

/** 32 bits in two halves, which floats hold. */
function checksumOf(text: string): number[] {
  const bits = crc32(new TextEncoder().encode(text));
  return [bits >>> 16, bits & 0xffff];
}

/** The checksum in a checkpoint; none where there is no such file, of which `loadCheckpoint` says what is wrong. */
function keptTensors(bytes: Uint8Array): { tokenizers?: ArrayLike<number> | undefined } {
  try {
    return { tokenizers: readSafetensors(bytes).tensors['model.tokenizers']?.data as never };
  } catch {
    return {};
  }
}
