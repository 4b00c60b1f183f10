/** `npm run fuzz -- code`: random bytes as code in ring 0 and ring 3; see machine/conformance/garbage.ts. */
import { GarbageMachine } from '../../machine/conformance/garbage';
import type { Tiers } from '../../machine/types';
import type { Options } from './main';

/** Host seconds a seed may take: ten million instructions of the dearest kind take a few. */
const SECONDS = 120;

export function fuzzCode(o: Options): number {
  const seed = o.number('seed', 1);
  const count = o.number('count', 2000);
  const budget = o.number('budget', 10_000_000);
  const tiers = o.text('tiers', 'mixed') as Tiers;
  console.log(`${count} seeds from ${seed}, ${budget} instructions each, ${tiers}`);
  let bad = 0;
  let machine = new GarbageMachine(tiers);
  let slowest = 0;
  for (let i = seed; i < seed + count; i++) {
    const begun = Date.now();
    let complaint: string | undefined;
    try {
      complaint = machine.run(i, budget);
    } catch (error) {
      complaint = `the host threw: ${error instanceof Error ? error.stack : error}`;
      machine = new GarbageMachine(tiers);
    }
    const seconds = (Date.now() - begun) / 1000;
    slowest = Math.max(slowest, seconds);
    if (seconds > SECONDS) complaint ??= `took ${seconds} seconds`;
    if (complaint) {
      bad++;
      console.log(`seed ${i}: ${complaint}`);
    }
    if ((i - seed + 1) % 200 === 0) console.log(`${i - seed + 1} done, ${bad} bad, slowest ${slowest} s`);
  }
  console.log(`${count} seeds, ${bad} bad, slowest ${slowest} s`);
  return bad === 0 ? 0 : 1;
}
