/**
 * Prisma's libsql adapter, made safe for one SQLite file that several processes write.
 *
 * The adapter as it comes opens a new connection after every transaction, which forgets busy_timeout, synchronous and
 * foreign_keys and leaks a descriptor; its transactions are DEFERRED, so that two writers fail in the middle instead of
 * waiting at the start; and a statement that found the file locked stays unfinished in the driver, after which nothing on
 * that connection can commit. Here there is one connection with its settings, `BEGIN IMMEDIATE` on that very connection
 * (the adapter's own lock keeps other queries out while a transaction is open), and a new connection after SQLITE_BUSY.
 * safe-libsql.test.ts shows what this buys.
 */
import type { Client, Config, InStatement, ResultSet, Transaction } from '@libsql/client';
import { PrismaLibSQL } from '@prisma/adapter-libsql';

const PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'];
/** Milliseconds that a statement waits for another process's lock. */
const PATIENCE = 5000;

export class SafeLibSql extends PrismaLibSQL {
  constructor(
    config: Config,
    private readonly patience = PATIENCE,
  ) {
    super(config);
  }

  /** The connection of the site. Called by the adapter's `connect`. */
  override createClient(config: Config): Client {
    const connection = new OneConnection(() => super.createClient(config) as unknown as Client, this.patience);
    // The adapter uses no more of a client than this.
    return connection as Pick<Client, 'execute' | 'executeMultiple' | 'transaction' | 'close'> as Client;
  }
}

/** One connection, replaced when the driver has spoiled it. The file driver is synchronous inside: nothing overtakes. */
class OneConnection {
  private client: Client | null = null;
  private inTransaction = false;
  private spoiled = false;

  constructor(
    private readonly open: () => Client,
    private readonly patience: number,
  ) {}

  async execute(statement: InStatement): Promise<ResultSet> {
    try {
      return await (await this.connected()).execute(statement);
    } catch (error) {
      this.spoiled ||= isBusy(error);
      throw error;
    } finally {
      this.replaceIfSpoiled();
    }
  }

  async executeMultiple(sql: string): Promise<void> {
    await (await this.connected()).executeMultiple(sql);
  }

  async transaction(): Promise<Transaction> {
    await this.execute('BEGIN IMMEDIATE');
    this.inTransaction = true;
    const end = async (sql: string) => {
      this.inTransaction = false;
      await this.execute(sql);
    };
    const transaction: Pick<Transaction, 'execute' | 'commit' | 'rollback'> = {
      execute: (statement: InStatement) => this.execute(statement),
      commit: async () => {
        try {
          await this.execute('COMMIT');
          this.inTransaction = false;
        } catch (error) {
          await end('ROLLBACK').catch(() => {});
          throw error;
        }
      },
      rollback: () => end('ROLLBACK'),
    };
    return transaction as Transaction;
  }

  close(): void {
    this.client?.close();
    this.client = null;
  }

  private async connected(): Promise<Client> {
    if (this.client) return this.client;
    const client = this.open();
    for (const pragma of [`busy_timeout = ${this.patience}`, ...PRAGMAS]) await client.execute(`PRAGMA ${pragma}`);
    this.client = client;
    return client;
  }

  private replaceIfSpoiled(): void {
    if (!this.spoiled || this.inTransaction) return;
    this.spoiled = false;
    this.close();
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
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
