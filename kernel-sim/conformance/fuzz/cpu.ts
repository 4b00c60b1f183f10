/**
 * `npm run fuzz -- cpu`: single instructions generated from the instruction table, with random operands, flags, memory, control words
 * and corner values, executed by the real processor and here. Prints what differs beyond the bits that the table calls undefined.
 */
import { describeDifference, differential } from '../../machine/conformance/fuzz';
import { CHOICES, generateCase } from '../../machine/conformance/generate';
import { buildOracle } from '../../machine/conformance/native';
import type { Tiers } from '../../machine/types';
import type { Options } from './main';

const SHOWN = 20;
const REPORT_EVERY = 50_000;
/** Cases a simulator: a fresh one now and then keeps the hot tier's modules from piling up. */
const SLICE = 20_000;

export function fuzzCpu(o: Options): number {
  const oracle = buildOracle();
  if ('reason' in oracle) {
    console.log(`skipped: ${oracle.reason}`);
    return 0;
  }
  const seed = o.number('seed', 1);
  const count = o.number('count', 1_000_000);
  const length = o.number('length', 1);
  const tiers = o.text('tiers', 'cold') as Tiers;
  const only = o.text('only', '');
  const wanted = only ? new RegExp(only) : undefined;
  const choice = wanted && ((c: (typeof CHOICES)[number]) => wanted.test(c.encoding.definition.mnemonic));
  // A block of one instruction is never translated: give it company.
  const lead = tiers === 'cold' ? 0 : 2;
  console.log(`${count} cases of ${length} from seed ${seed}, ${tiers} tier, ${CHOICES.length} encodings`);
  let [done, different] = [0, 0];
  try {
    while (done < count) {
      const slice = differential(oracle.path, {
        seed: seed + done,
        count: Math.min(SLICE, count - done),
        length,
        core: { tiers },
        generate: (s) => generateCase(s, length, choice, lead),
      });
      done += slice.done;
      for (const d of slice.wrong) if (different++ < SHOWN) console.log(describeDifference(d));
      if (done % REPORT_EVERY === 0) console.log(`${done} done, ${different} different`);
    }
  } finally {
    oracle.dispose();
  }
  console.log(`${done} cases, ${different} different`);
  return different === 0 ? 0 : 1;
}
