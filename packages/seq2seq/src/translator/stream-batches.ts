import { expected } from '@dl/core/check';
import { Turns } from '@dl/core/extend';
import { type IdPair, type PairBatch, PairBatches, type PairBatchesOptions } from '@dl/text';
import { openStream, type PairStream } from './pair-stream';

/** What batches of a stream are told. */
export interface StreamBatchesOptions extends Required<PairBatchesOptions> {
  /** What errors begin with. */
  readonly where: string;
  /** So many pairs that follow one another are in memory, and shuffled, at once. */
  readonly window: number;
  /** A pair as ids. @throws for one that is no pair, or too long, by its number */
  readonly encode: (pair: unknown, i: number) => IdPair;
}

/** How many pairs a stream has, and how many batches each of its windows. */
interface Counts {
  readonly pairs: number;
  readonly windows: readonly number[];
}

/**
 * As `PairBatches`, of pairs that come anew in each epoch: those of a window are shuffled and put into batches of like lengths, one window
 * after the other. With a window for all pairs it gives the batches of `PairBatches`. A resumed run passes over whole windows unread.
 */
export class StreamBatches implements AsyncIterable<PairBatch> {
  readonly perEpoch: number;
  readonly #stream: PairStream;
  readonly #options: StreamBatchesOptions;
  readonly #counts: Counts;

  private constructor(stream: PairStream, options: StreamBatchesOptions, counts: Counts) {
    [this.#stream, this.#options, this.#counts] = [stream, options, counts];
    this.perEpoch = counts.windows.reduce((sum, own) => sum + own, 0);
  }

  /**
   * Reads the stream once, to check each pair and to count the batches of an epoch.
   *
   * @throws TypeError, RangeError for a stream without pairs, and as `encode`; the reason of `signal`
   */
  static async open(
    stream: PairStream,
    options: StreamBatchesOptions,
    signal?: AbortSignal,
  ): Promise<StreamBatches> {
    const windows: number[] = [];
    let pairs = 0;
    for await (const ids of windowsOf(stream, options, { signal })) {
      windows.push(batchesOf(ids, options, windows.length).perEpoch);
      pairs += ids.length;
    }
    if (pairs > 0) return new StreamBatches(stream, options, { pairs, windows });
    const place = `${options.where}: pairs()`;
    throw new TypeError(expected(place, 'a stream with a pair or more', 'an empty one'));
  }

  [Symbol.asyncIterator](): AsyncIterator<PairBatch> {
    return this.iterateFrom(0);
  }

  /** The batches from number `batch` on, which a resumed run goes on with. */
  async *iterateFrom(batch: number): AsyncGenerator<PairBatch, void, void> {
    let skip = batch % this.perEpoch;
    for (let epoch = Math.floor(batch / this.perEpoch); ; epoch++) {
      yield* this.#epoch(epoch, skip);
      skip = 0;
    }
  }

  async *#epoch(epoch: number, skip: number): AsyncGenerator<PairBatch, void, void> {
    const { windows, pairs } = this.#counts;
    let [first, over] = [0, skip];
    while (over >= (windows[first] as number)) over -= windows[first++] as number;
    let [window, read] = [first, first * this.#options.window];
    for await (const ids of windowsOf(this.#stream, this.#options, { first })) {
      read += ids.length;
      const own = batchesOf(ids, this.#options, window);
      if (own.perEpoch !== windows[window]) break;
      yield* own.epoch(epoch, window === first ? over : 0);
      window++;
    }
    if (window === windows.length && read === pairs) return;
    const place = `${this.#options.where}: pairs()`;
    throw new RangeError(`${place}: expected the same ${pairs} pairs each time, got others`);
  }
}

/** The batches of a window; the first one shuffles as `PairBatches` of all do. */
function batchesOf(
  ids: readonly IdPair[],
  { tokens, sos, eos, rng }: StreamBatchesOptions,
  window: number,
): PairBatches {
  const own = window === 0 ? rng : rng.fold(`window ${window}`);
  return new PairBatches(ids, { tokens, sos, eos, rng: own });
}

/** The pairs of each window as ids, from window `first` on. */
async function* windowsOf(
  stream: PairStream,
  { where, window, encode }: StreamBatchesOptions,
  { first = 0, signal }: { first?: number; signal?: AbortSignal | undefined },
): AsyncGenerator<IdPair[], void, void> {
  const turns = new Turns();
  let [ids, i]: [IdPair[], number] = [[], 0];
  for await (const pair of openStream(where, stream)) {
    if (turns.due()) await turns.take();
    signal?.throwIfAborted();
    if (i++ < first * window) continue;
    ids.push(encode(pair, i - 1));
    if (ids.length < window) continue;
    yield ids;
    ids = [];
  }
  if (ids.length > 0) yield ids;
}
