/** Before the test project "postgresql": one server for the whole run, with a template database that has the tables. */
import { migrations, TEMPLATE } from '../db/testing';
import { prepareBoss } from '../grader/boss-queue';
import { type Postgres, runSql, startPostgres } from './postgres';

/** A server with the template. */
export async function startTestServer(): Promise<Postgres> {
  const server = await startPostgres();
  await runSql(server.url('postgres'), `CREATE DATABASE ${TEMPLATE}`);
  await runSql(server.url(TEMPLATE), ...migrations('postgresql'));
  await prepareBoss(server.url(TEMPLATE));
  return server;
}

export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  process.env.RINGZERO_TEST_POSTGRES = server.url('').replace(/\/$/, '');
  return () => server.stop();
}
