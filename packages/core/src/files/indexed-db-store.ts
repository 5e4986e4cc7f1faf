import { expected } from '../check/describe';
import { isArrayBuffer, isArrayOf, ownArray } from '../check/realm';
import type { ByteStore } from './store';

const DATABASE = 'dl';
const STORE = 'bytes';

/**
 * Keeps bytes under `name` in the browser's IndexedDB (database `dl`). They last until the site's
 * data is cleared; a browser short of space may clear it unless `navigator.storage.persist()` was granted.
 *
 * @throws RangeError if `name` is empty; Error if there is no IndexedDB
 */
export function indexedDbStore(name: string): ByteStore {
  if (typeof name !== 'string' || name === '') {
    throw new RangeError(expected('indexedDbStore: name', 'a name', name));
  }
  if (globalThis.indexedDB === undefined) {
    throw new Error(
      'indexedDbStore: expected a browser, got a runtime without IndexedDB; use fileStore',
    );
  }
  return {
    where: `IndexedDB ${DATABASE}/${name}`,
    async read() {
      const value = await run('read', 'readonly', (store) => store.get(name));
      if (value === undefined || isArrayOf(value, 'Uint8Array')) return value;
      throw new Error(expected('indexedDbStore.read', `bytes under ${name}`, value));
    },
    async write(bytes) {
      if (!isArrayOf(bytes, 'Uint8Array')) {
        throw new TypeError(expected('indexedDbStore.write: bytes', 'a Uint8Array', bytes));
      }
      // A view would be stored with its whole buffer, and one of shared memory not at all.
      const whole = isArrayBuffer(bytes.buffer) && bytes.byteLength === bytes.buffer.byteLength;
      const own = whole ? ownArray(bytes) : new Uint8Array(bytes);
      await run('write', 'readwrite', (store) => store.put(own, name));
    },
    async remove() {
      await run('remove', 'readwrite', (store) => store.delete(name));
    },
  };
}

/** Runs one request in a transaction of its own, and gives its result once that is on the disk. */
async function run(
  verb: string,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await open(verb);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(failure(verb, transaction.error ?? request.error));
    });
  } finally {
    database.close();
  }
}

function open(verb: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(verb, request.error));
  });
}

function failure(verb: string, cause: DOMException | null): Error {
  const reason = cause === null ? 'an aborted transaction' : `${cause.name}: ${cause.message}`;
  return new Error(`indexedDbStore.${verb}: expected a database that works, got ${reason}`, {
    cause,
  });
}
