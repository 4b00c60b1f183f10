/** How many saves a second one process with SQLite takes: people who each send a draft and a finished run, eight at a time. */
import { POST as syncRoute } from '@/app/api/sync/route';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, draft } from '../testing/things';

const PEOPLE = 50;
const SAVES = 10;
const AT_ONCE = 8;

const site = await openTestSite();
const people = Array.from({ length: PEOPLE }, () => new Browser());
const times: number[] = [];

async function save(person: Browser): Promise<void> {
  const started = performance.now();
  const json = batch({ drafts: [draft('int main(void) { return 0; }')], attempts: [attempt({ passed: true })] });
  const { status } = await person.call(syncRoute, 'POST', '/api/sync', { json });
  if (status !== 200) throw new Error(`sync answered ${status}`);
  times.push(performance.now() - started);
}

async function everybody(saves: number): Promise<number> {
  const queue = Array.from({ length: saves }, () => people).flat();
  const started = performance.now();
  const worker = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await save(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (queue.length + saves * PEOPLE) / ((performance.now() - started) / 1000);
}

const first = await everybody(1);
times.length = 0;
const rate = await everybody(SAVES);
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(times.length * share)].toFixed(0);
console.log(`first save (starts an anonymous person): ${first.toFixed(0)} per second`);
console.log(
  `save of a draft and a run: ${rate.toFixed(0)} per second, ${AT_ONCE} at a time; median ${at(0.5)} ms, 99 % under ${at(0.99)} ms`,
);
await site.close();
