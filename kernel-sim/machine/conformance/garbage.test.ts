import { expect, it } from 'vitest';
import { GarbageMachine } from './garbage';

const SEED = Number(process.env.SEED ?? 4711);
const ROUNDS = 120;

it.each(['cold', 'mixed'] as const)(
  `random bytes as code never make the host throw, overrun or leave guest memory: %s (seed ${SEED})`,
  (tiers) => {
    const machine = new GarbageMachine(tiers);
    for (let i = 0; i < ROUNDS; i++) expect(machine.run(SEED + i, 20_000), `seed ${SEED + i}`).toBeUndefined();
  },
);
