/** What both databases must promise to the rest of the house: transactions that do not get in each other's way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { connect, providerOfClient } from './client';
import { TEST_PROVIDER, type TestDatabase, testDatabase } from './testing';
import { isBusy, isConflict, isUnstorable, serially, type Tx } from './transactions';

const MANY = 12;
const row = (key: string, count = 0) => ({ data: { key, count, resetsAt: new Date(0) } });

let database: TestDatabase;
let clients: PrismaClient[];
beforeAll(async () => {
  database = await testDatabase();
  // SQLite's driver waits for a lock without letting go of the process: its other writers are other processes.
  const count = TEST_PROVIDER === 'sqlite' ? 1 : 2;
  clients = Array.from({ length: count }, () => connect(database.url));
});
afterAll(async () => {
  for (const client of clients) await client.$disconnect();
  await database.remove();
});
beforeEach(() => clients[0].throttle.deleteMany());

/** Reads, thinks, writes: loses counts unless transactions are kept apart. */
const countUp = async (tx: Tx, key: string) => {
  const found = await tx.throttle.findUnique({ where: { key } });
  if (found === null) return tx.throttle.create(row(key, 1));
  return tx.throttle.update({ where: { key }, data: { count: found.count + 1 } });
};

const many = <T>(run: (client: PrismaClient, at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: MANY }, (_, at) => run(clients[at % clients.length], at)));

describe(`transactions beside each other on ${TEST_PROVIDER}`, () => {
  it('know what they run on', () => expect(providerOfClient(clients[0])).toBe(TEST_PROVIDER));

  it('count right without any care: one that was disturbed is run again', async () => {
    await many((client) => client.$transaction((tx) => countUp(tx, 'plain')));
    expect(await clients[0].throttle.findMany()).toMatchObject([{ key: 'plain', count: MANY }]);
  });

  it('count right by a lock of that name, each run once', async () => {
    let runs = 0;
    await many((client) =>
      serially(client, 'counter', (tx) => {
        runs += 1;
        return countUp(tx, 'locked');
      }),
    );
    expect(runs).toBe(MANY);
    expect(await clients[0].throttle.findMany()).toMatchObject([{ key: 'locked', count: MANY }]);
  });

  it('take two locks in whatever order they are named', async () => {
    await many((client, at) =>
      serially(client, at % 2 ? ['one', 'two'] : ['two', 'one'], async (tx) => {
        await countUp(tx, 'one');
        await countUp(tx, 'two');
      }),
    );
    expect(await clients[0].throttle.findMany({ orderBy: { key: 'asc' } })).toMatchObject([
      { key: 'one', count: MANY },
      { key: 'two', count: MANY },
    ]);
  });

  it('leave nothing when they fail, and the connection goes on', async () => {
    const failing = clients[0].$transaction(async (tx) => {
      await tx.throttle.create(row('gone'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(
      clients[0].$transaction((tx) => tx.throttle.update({ where: { key: 'gone' }, data: { count: 1 } })),
    ).rejects.toMatchObject({ code: 'P2025' });
    expect(await clients[0].throttle.count()).toBe(0);
  });

  it('say the same codes for what is there already and what is missing', async () => {
    await clients[0].throttle.create(row('once'));
    await expect(clients[0].throttle.create(row('once'))).rejects.toMatchObject({ code: 'P2002' });
    const data = { userId: 'nobody', lessonId: 'l', language: 'en', firstAt: new Date(0), updatedAt: new Date(0) };
    await expect(clients[0].lessonView.create({ data })).rejects.toMatchObject({ code: 'P2003' });
  });

  it('take any text, inside and outside', async () => {
    for (const name of ['nul\0nul', '😀 ｆｕｌｌ', "'); DROP TABLE x; --"]) {
      await clients[0].throttle.create(row(name));
      await clients[0].$transaction((tx) => tx.throttle.create(row(`${name}+`)));
      expect(await clients[0].throttle.count({ where: { key: { startsWith: name } } })).toBe(2);
      await clients[0].throttle.deleteMany();
    }
  });

  it('keep large numbers and times to the millisecond', async () => {
    const user = { id: 'u', name: '名前 "', email: 'u@x.example', createdAt: new Date(1_234_567_890_123) };
    await clients[0].user.create({ data: user });
    await clients[0].rateLimit.create({ data: { id: 'r', key: 'k', count: 1, lastRequest: 1_764_000_000_123n } });
    expect(await clients[0].user.findUniqueOrThrow({ where: { id: 'u' } })).toMatchObject(user);
    expect(await clients[0].rateLimit.findFirstOrThrow()).toMatchObject({ lastRequest: 1_764_000_000_123n });
  });
});

it('half a surrogate pair is refused as the sender’s mistake, by both', async () => {
  const error = await clients[0].throttle.create(row('half \ud800 a pair')).catch((caught) => caught);
  expect(isUnstorable(error)).toBe(true);
});

describe.runIf(TEST_PROVIDER === 'postgresql')('a lock of somebody else', () => {
  it('is waited for so long and not longer, then said to be busy', async () => {
    const impatient = connect(database.url, 300);
    let free = () => {};
    const held = clients[0].$transaction(async (tx) => {
      await tx.$executeRawUnsafe('LOCK TABLE "Throttle" IN ACCESS EXCLUSIVE MODE');
      await new Promise<void>((done) => {
        free = done;
      });
    });
    await new Promise((done) => setTimeout(done, 100));
    const error = await impatient.throttle.create(row('late')).catch((caught) => caught);
    expect([isConflict(error), isBusy(error)]).toEqual([false, true]);
    free();
    await held;
    await impatient.throttle.create(row('late'));
    await impatient.$disconnect();
  });
});
