/**
 * The PostgreSQL connection of Prisma's command line. Its schema engine reads system catalogues, whose columns have types
 * (`name`, "char") that the adapter refuses; they are told to it as text, which is what they are on the wire. And the
 * adapter's shadow database would be the real one when the address comes as a URL, and could not be dropped.
 */
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { FieldDef, Pool } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/** Types of the catalogues by number, and the text types that stand for them. */
const AS_TEXT: Readonly<Record<number, number>> = { 18: 25, 19: 25, 1002: 1009, 1003: 1009 };

/** The command ends when it has nothing more to ask. */
const SHORT = { allowExitOnIdle: true, idleTimeoutMillis: 100 };

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

export class MigratePg extends PrismaPg {
  constructor(private readonly url: string) {
    super({ ...parseIntoClientConfig(url), ...SHORT });
  }

  override async connect(): Promise<Adapter> {
    return readsCatalogues(await super.connect());
  }

  override async connectToShadowDb(): Promise<Adapter> {
    const database = `prisma_shadow_${randomUUID()}`;
    const real = await super.connect();
    await real.executeScript(`CREATE DATABASE "${database}"`);
    const shadow = await new PrismaPg({ ...parseIntoClientConfig(this.url), ...SHORT, database }).connect();
    const close = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await close();
      await real.executeScript(`DROP DATABASE "${database}"`);
      await real.dispose();
    };
    return readsCatalogues(shadow);
  }
}

function readsCatalogues(adapter: Adapter): Adapter {
  const pool = adapter.underlyingDriver() as Pool;
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<{ fields?: FieldDef[] }>;
  const asText = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) field.dataTypeID = AS_TEXT[field.dataTypeID] ?? field.dataTypeID;
    return result;
  };
  pool.query = asText as typeof pool.query;
  return adapter;
}
