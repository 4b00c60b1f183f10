/** What an image does, wherever it runs: its serial output and how it ended, as one text that is kept in expected/. */
export interface Outcome {
  serial: string;
  /** The status of the debug-exit port, or what happened instead. */
  end: number | 'triple-fault' | 'halted' | 'no end';
}

export const textOf = ({ serial, end }: Outcome): string =>
  `${serial.replace(/\n?$/, '\n')}${typeof end === 'number' ? `exit ${end}` : end}\n`;

const SECTOR = 512;
export const DISK_SECTORS = 64;

/** The disks of both machines: each sector opens with a line that names it. */
export function diskImage(name: string): Uint8Array {
  const image = new Uint8Array(DISK_SECTORS * SECTOR);
  for (let n = 0; n < DISK_SECTORS; n++) image.set(new TextEncoder().encode(`${name} sector ${n}\n`), n * SECTOR);
  return image;
}

/** Second 0 of the run, for the clock chip: CLOCK_TEXT as seconds since 1970. */
export const CLOCK = 1_767_323_045;
export const CLOCK_TEXT = '2026-01-02T03:04:05';
