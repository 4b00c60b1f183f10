/**
 * Prisma's PostgreSQL adapter, made safe for texts that people send: PostgreSQL's text cannot hold the character NUL, and a
 * statement with one in a name or a comment would be an error of ours. It is stored as U+FFFD, the sign for what cannot be
 * shown. (JSON in text columns is not touched: there NUL is written as an escape.)
 */
import { PrismaPg } from '@prisma/adapter-pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Queryable = Pick<Adapter, 'queryRaw' | 'executeRaw'>;
type Query = Parameters<Adapter['queryRaw']>[0];

export class SafePg extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = withoutNul(await super.connect());
    const begin = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => withoutNul(await begin(level));
    return adapter;
  }
}

function withoutNul<Q extends Queryable>(queryable: Q): Q {
  const { queryRaw, executeRaw } = queryable;
  queryable.queryRaw = (query) => queryRaw.call(queryable, clean(query));
  queryable.executeRaw = (query) => executeRaw.call(queryable, clean(query));
  return queryable;
}

const hasNul = (arg: unknown) => typeof arg === 'string' && arg.includes('\0');

function clean(query: Query): Query {
  if (!query.args.some(hasNul)) return query;
  return { ...query, args: query.args.map((arg) => (typeof arg === 'string' ? arg.replaceAll('\0', '\uFFFD') : arg)) };
}
