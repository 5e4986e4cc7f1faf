import {
  type CheckpointContents,
  CheckpointError,
  loadCheckpoint,
  readSafetensors,
  saveCheckpoint,
} from '@dl/core';
import { crc32 } from '@dl/core/extend';
import type { Tokenizer } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { Seq2Seq } from '../model/seq2seq';
import type { RunCheckpoint } from './train-options';

/** What is kept: a model between two tokenizers, and what trains it. */
export interface KeptContents extends Pick<CheckpointContents, 'optimizer'> {
  readonly model: Seq2Seq;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
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
    const { source, target } = contents;
    this.#where = where;
    this.#checkpoint = checkpoint;
    this.#contents = contents;
    this.#checksum = checksumOf(JSON.stringify([tokensOf(source), tokensOf(target)]));
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
    const { encoder, decoder } = model;
    const tokenizers = tf.tidy(() => tf.variable(tf.tensor1d([...this.#checksum]), false));
    try {
      return await f({ model: { encoder, decoder, tokenizers }, optimizer });
    } finally {
      tokenizers.dispose();
    }
  }
}

function tokensOf(tokenizer: Tokenizer): string[] {
  return Array.from({ length: tokenizer.size }, (_, id) => tokenizer.tokenOf(id));
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
