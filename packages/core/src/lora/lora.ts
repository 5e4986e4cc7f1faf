import type * as tf from '@tensorflow/tfjs-core';
import { unfreeze } from '../model/freeze';
import type { LowRankPart } from '../nn/low-rank';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import type { Adapter, Shared } from './adapter';
import type { LoraConfig } from './lora-options';

/** One adapter on a model: what `applyLora` and `loadLora` give. */
export class Lora {
  readonly config: LoraConfig;
  /** A [in, rank] and B [rank, out] of each layer, by its path. */
  readonly layers: Readonly<Record<string, LowRankPart>>;
  readonly #adapters: readonly Adapter[];
  readonly #shared: Shared;
  /** What it has frozen. */
  readonly #frozen: readonly tf.Variable[];
  #state: 'beside' | 'merged' | 'gone' = 'beside';

  /** By `applyLora`. */
  constructor(
    config: LoraConfig,
    layers: Readonly<Record<string, LowRankPart>>,
    own: {
      readonly adapters: readonly Adapter[];
      readonly shared: Shared;
      readonly frozen: readonly tf.Variable[];
    },
  ) {
    this.config = config;
    this.layers = layers;
    this.#adapters = own.adapters;
    this.#shared = own.shared;
    this.#frozen = own.frozen;
  }

  /** Whether the change is in the weights of the model. */
  get isMerged(): boolean {
    return this.#state === 'merged';
  }

  /**
   * From now on the inputs of A are dropped out by what `rng` draws, until the next call: once a step of training. The same `rng` draws
   * the same, for a resumed run and for what is computed again in a gradient.
   *
   * @throws TypeError for no generator
   */
  train(rng: Rng): void {
    expectRng('Lora.train', rng);
    this.#expectHere('train');
    this.#shared.noise = rng;
  }

  /** Nothing is dropped from now on, as at first. */
  eval(): void {
    this.#expectHere('eval');
    this.#shared.noise = undefined;
  }

  /**
   * Adds s A B to the weights, which are kept beside: the model is as fast as without an adapter, and does not train A and B. Nothing
   * happens if it is merged.
   *
   * @throws Error behind `dispose`
   */
  merge(): void {
    this.#expectHere('merge');
    if (this.#state === 'merged') return;
    for (const adapter of this.#adapters) adapter.merge();
    this.#state = 'merged';
  }

  /** Gives the model the weights that it had before `merge`, bit for bit. @throws Error behind `dispose` */
  unmerge(): void {
    this.#expectHere('unmerge');
    if (this.#state === 'beside') return;
    for (const adapter of this.#adapters) adapter.unmerge();
    this.#state = 'beside';
  }

  /** Merges and takes the adapter off: the model is as any other, with the changed weights, and trains as before. @throws Error behind `dispose` */
  mergeAndUnload(): void {
    this.merge();
    for (const adapter of this.#adapters) adapter.forget();
    this.#leave();
  }

  /** Takes the adapter off and frees A and B: the model is as it was, and trains as before. Nothing happens the second time. */
  dispose(): void {
    if (this.#state === 'gone') return;
    this.unmerge();
    this.#leave();
  }

  #leave(): void {
    for (const adapter of this.#adapters) adapter.detach();
    for (const { A, B } of Object.values(this.layers)) {
      for (const variable of [A, B]) if (!variable.isDisposed) variable.dispose();
    }
    unfreeze(this.#frozen);
    this.#state = 'gone';
  }

  #expectHere(verb: string): void {
    if (this.#state !== 'gone') return;
    throw new Error(`Lora.${verb}: expected an adapter on its model, got one that was taken off`);
  }
}
