/**
 * The interleaving of CPUs as a plain list: who ran for how long, one entry a turn. A list that was recorded makes the same run
 * again; a changed one makes another run that a real machine could have had too. interleave.ts records and follows it.
 *
 * `instructions` is time on that CPU's own clock: what it retired and what the kernel was charged for on its behalf, sleep included.
 * An entry whose CPU has nothing to run is passed by; when the list is at its end, the usual rule goes on.
 */
export interface Turn {
  cpu: number;
  instructions: number;
}

/** More entries than any run within the limits of an exercise has. */
export const MOST_TURNS = 1_000_000;

export type TurnsProblem =
  | 'not-a-list'
  | 'too-long'
  /** An entry that is no object of `cpu` and `instructions`, or has more than these. */
  | 'not-a-turn'
  /** Not a number of a CPU that the machine has. */
  | 'no-such-cpu'
  /** Not a whole number from 0 on (a turn of 0 is one in which the kernel did something that costs nothing). */
  | 'bad-length';

/** What is wrong with a list, and with which entry of it. */
export class TurnsError extends Error {
  constructor(
    readonly code: TurnsProblem,
    /** -1: the list as a whole. */
    readonly index: number,
    what: string,
  ) {
    super(index < 0 ? `interleaving: ${what}` : `interleaving: entry ${index}: ${what}`);
  }
}

/** A list from outside as turns of a machine with `cpus` CPUs. Throws TurnsError. */
export function readTurns(value: unknown, cpus: number): readonly Turn[] {
  if (!Array.isArray(value)) throw new TurnsError('not-a-list', -1, 'not a list of { cpu, instructions }');
  if (value.length > MOST_TURNS) throw new TurnsError('too-long', -1, `more than ${MOST_TURNS} entries`);
  return value.map((entry: unknown, index) => readTurn(entry, index, cpus));
}

function readTurn(entry: unknown, index: number, cpus: number): Turn {
  const shaped = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  const { cpu, instructions } = (shaped ? entry : {}) as { cpu?: unknown; instructions?: unknown };
  if (!shaped || cpu === undefined || instructions === undefined || Object.keys(entry as object).length !== 2)
    throw new TurnsError('not-a-turn', index, 'must be { cpu, instructions } and nothing else');
  if (!Number.isInteger(cpu) || (cpu as number) < 0 || (cpu as number) >= cpus)
    throw new TurnsError('no-such-cpu', index, `cpu is ${String(cpu)}, but the machine has CPUs 0 to ${cpus - 1}`);
  if (!Number.isSafeInteger(instructions) || (instructions as number) < 0)
    throw new TurnsError('bad-length', index, `instructions is ${String(instructions)}, not a whole number from 0 on`);
  return { cpu: cpu as number, instructions: instructions as number };
}
