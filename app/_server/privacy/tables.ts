/** Tables by their name, for code that walks the inventory. */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';

export type Row = Readonly<Record<string, unknown>>;

export interface Rows {
  findMany(args: object): Promise<Row[]>;
  count(args: object): Promise<number>;
  deleteMany(args: object): Promise<{ count: number }>;
  updateMany(args: object): Promise<{ count: number }>;
}

/** `rowsOf(db, 'DraftVersion')` is `db.draftVersion`, with the type that all tables share. */
export function rowsOf(db: PrismaClient | Tx, table: string): Rows {
  const name = table.charAt(0).toLowerCase() + table.slice(1);
  return (db as unknown as Readonly<Record<string, Rows>>)[name];
}
