/** Runs an image in our machine. */
import { BareMachine } from '../../bare/machine';
import type { Tiers } from '../../types';
import { CLOCK, diskImage, type Outcome } from './outcome';

/** Ten seconds of virtual time. */
const LIMIT = 1_000_000_000;

export function simulate(elf: Uint8Array, tiers: Tiers): Outcome {
  let serial = '';
  const machine = new BareMachine({
    onSerial: (byte) => {
      serial += String.fromCharCode(byte);
    },
    disk: diskImage('ide'),
    virtioDisk: diskImage('virtio'),
    clock: CLOCK,
    tiers,
  });
  const { error } = machine.load(elf);
  if (error) throw new Error(error);
  const { end } = machine.run(LIMIT);
  return { serial, end: end === 'exit' ? (machine.exit.status ?? 0) : end === 'budget' ? 'no end' : end };
}
