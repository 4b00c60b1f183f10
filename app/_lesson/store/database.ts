/**
 * A small key-value database in the browser: IndexedDB, or memory where the browser refuses it. Every record read is
 * checked; a damaged one is moved to the table `damaged` and counted, so that one bad byte never takes a page down.
 */
import { isRecord, KEYS, type TableName, type Tables } from './types';

export interface Database {
  /** False: nothing outlives this page. */
  readonly lasting: boolean;
  get<T extends TableName>(table: T, key: string): Promise<Tables[T] | null>;
  all<T extends TableName>(table: T): Promise<Tables[T][]>;
  put<T extends TableName>(table: T, ...records: Tables[T][]): Promise<void>;
  remove(table: TableName, ...keys: string[]): Promise<void>;
  /** How many damaged records were set aside since the page was opened. */
  damaged(): number;
}

const NAME = 'ringzero';
const VERSION = 1;
const TABLES = Object.keys(KEYS) as TableName[];

/** Opens the browser's database; tries once more with a fresh one when the old one cannot be opened at all. */
export async function openDatabase(factory: IDBFactory | undefined = globalThis.indexedDB): Promise<Database> {
  if (!factory) return memoryDatabase();
  try {
    return indexedDatabase(await open(factory, NAME), 0);
  } catch {
    try {
      // The file under the old name is left as it is: support can still look at it.
      return indexedDatabase(await open(factory, `${NAME}-2`), 1);
    } catch {
      return memoryDatabase();
    }
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES) {
        if (!request.result.objectStoreNames.contains(table))
          request.result.createObjectStore(table, { keyPath: KEYS[table] });
      }
      if (!request.result.objectStoreNames.contains('damaged'))
        request.result.createObjectStore('damaged', { autoIncrement: true });
    };
    request.onsuccess = () => {
      if ([...TABLES, 'damaged'].every((table) => request.result.objectStoreNames.contains(table)))
        resolve(request.result);
      else reject(new Error('a table is missing'));
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

const settled = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

function indexedDatabase(db: IDBDatabase, alreadyDamaged: number): Database {
  let damaged = alreadyDamaged;
  db.onversionchange = () => db.close();
  const setAside = async (table: TableName, key: IDBValidKey, value: unknown) => {
    damaged += 1;
    const transaction = db.transaction([table, 'damaged'], 'readwrite');
    transaction.objectStore('damaged').add({ table, value });
    transaction.objectStore(table).delete(key);
    await finished(transaction).catch(() => undefined);
  };
  return {
    lasting: true,
    damaged: () => damaged,
    async get(table, key) {
      const value: unknown = await settled(db.transaction(table).objectStore(table).get(key));
      if (value === undefined) return null;
      if (isRecord(table, value)) return value;
      await setAside(table, key, value);
      return null;
    },
    async all(table) {
      const store = db.transaction(table).objectStore(table);
      const [values, keys] = await Promise.all([settled<unknown[]>(store.getAll()), settled(store.getAllKeys())]);
      const good: Tables[typeof table][] = [];
      for (const [at, value] of values.entries()) {
        if (isRecord(table, value)) good.push(value);
        else await setAside(table, keys[at], value);
      }
      return good;
    },
    async put(table, ...records) {
      const transaction = db.transaction(table, 'readwrite');
      for (const record of records) transaction.objectStore(table).put(record);
      await finished(transaction);
    },
    async remove(table, ...keys) {
      const transaction = db.transaction(table, 'readwrite');
      for (const key of keys) transaction.objectStore(table).delete(key);
      await finished(transaction);
    },
  };
}

/** The same, for as long as the page lives. */
export function memoryDatabase(): Database {
  const tables = new Map<TableName, Map<string, unknown>>(TABLES.map((table) => [table, new Map()]));
  const rows = (table: TableName) => tables.get(table) as Map<string, unknown>;
  const keyOf = (table: TableName, record: object) => String((record as Record<string, unknown>)[KEYS[table]]);
  return {
    lasting: false,
    damaged: () => 0,
    async get(table, key) {
      const value = rows(table).get(key);
      return isRecord(table, value) ? value : null;
    },
    async all(table) {
      return [...rows(table).values()].filter((value): value is Tables[typeof table] => isRecord(table, value));
    },
    async put(table, ...records) {
      for (const record of records) rows(table).set(keyOf(table, record), structuredClone(record));
    },
    async remove(table, ...keys) {
      for (const key of keys) rows(table).delete(key);
    },
  };
}
