/**
 * How long statements take, told to whoever listens (ops/metrics.ts, on globalThis: the client may be bundled twice). The
 * adapter is where every statement passes, inside transactions or not.
 */
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client';

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory['connect']>>;
type Queryable = Pick<Adapter, 'queryRaw' | 'executeRaw'>;

const kept = globalThis as { ringzeroDatabaseTimes?: (kind: 'read' | 'write', ms: number) => void };

/** The same factory, whose adapters tell. */
export function observed<F extends SqlDriverAdapterFactory>(factory: F): F {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = listen(await connect());
    const begin = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => listen(await begin(level));
    return adapter;
  };
  return factory;
}

function listen<Q extends Queryable>(queryable: Q): Q {
  const { queryRaw, executeRaw } = queryable;
  queryable.queryRaw = (query) => timed(query.sql, () => queryRaw.call(queryable, query));
  queryable.executeRaw = (query) => timed(query.sql, () => executeRaw.call(queryable, query));
  return queryable;
}

async function timed<T>(sql: string, run: () => Promise<T>): Promise<T> {
  if (!kept.ringzeroDatabaseTimes) return run();
  const started = performance.now();
  try {
    return await run();
  } finally {
    kept.ringzeroDatabaseTimes(/^\s*SELECT\b/i.test(sql) ? 'read' : 'write', performance.now() - started);
  }
}
