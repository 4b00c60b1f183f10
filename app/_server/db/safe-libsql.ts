/**
 * Prisma's libsql adapter, made safe for one SQLite file that several processes write.
 *
 * The adapter as it comes opens a new connection after every transaction, which forgets busy_timeout, synchronous and
 * foreign_keys and leaks a descriptor; its transactions are DEFERRED, so that two writers fail in the middle instead of
 * waiting at the start. Here there is one connection, set up once, and `BEGIN IMMEDIATE` on that very connection; the
 * adapter's own lock keeps other queries out while a transaction is open. safe-libsql.test.ts shows what this buys.
 */
import type { Client, Config, InStatement, Transaction } from '@libsql/client';
import { PrismaLibSQL } from '@prisma/adapter-libsql';

const PRAGMAS = ['busy_timeout = 5000', 'journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'];

export class SafeLibSql extends PrismaLibSQL {
  /** The connection of the site. Called by the adapter's `connect`. */
  override createClient(config: Config): Client {
    const client = super.createClient(config) as unknown as Client;
    // `execute` runs to its end before it returns: the file driver is synchronous inside. A failure (locked, corrupt)
    // is kept and thrown by the first query, where Prisma reports it.
    const ready = (async () => {
      for (const pragma of PRAGMAS) await client.execute(`PRAGMA ${pragma}`);
    })();
    ready.catch(() => {});
    client.transaction = async () => {
      await ready;
      await client.execute('BEGIN IMMEDIATE');
      return transactionOn(client);
    };
    return client;
  }
}

/** What Prisma uses of a transaction, on the connection itself. */
function transactionOn(client: Client): Transaction {
  const transaction: Pick<Transaction, 'execute' | 'commit' | 'rollback'> = {
    execute: (statement: InStatement) => client.execute(statement),
    async commit() {
      try {
        await client.execute('COMMIT');
      } catch (error) {
        await client.execute('ROLLBACK').catch(() => {});
        throw error;
      }
    },
    async rollback() {
      await client.execute('ROLLBACK');
    },
  };
  return transaction as Transaction;
}

/**
 * The connection of Prisma's command line. Its schema engine sends a whole migration file through one statement on the
 * shadow database, of which libsql would run the first only.
 */
export class MigrateLibSql extends PrismaLibSQL {
  override async connectToShadowDb(): ReturnType<PrismaLibSQL['connectToShadowDb']> {
    const adapter = await super.connectToShadowDb();
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) => {
      if (query.args.length > 0) return executeRaw(query);
      await adapter.executeScript(query.sql);
      return 0;
    };
    return adapter;
  }
}
