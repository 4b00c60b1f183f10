/**
 * A process that writes as fast as it can, for safe-libsql.test.ts: `writer.fixture.ts URL NAME COUNT`.
 * Each write is a transaction of two statements; its number is printed only after the database has acknowledged it.
 */
import { connect } from './client';

const [url, name, count] = process.argv.slice(2);
const db = connect(url);
for (let i = 0; i < Number(count); i++) {
  await db.$transaction(async (tx) => {
    await tx.throttle.create({ data: { key: `${name}:${i}`, count: i, resetsAt: new Date(0) } });
    await tx.throttle.upsert({
      where: { key: name },
      create: { key: name, count: i, resetsAt: new Date(0) },
      update: { count: i },
    });
  });
  process.stdout.write(`${i}\n`);
}
await db.$disconnect();
