/**
 * The console: one terminal, tty1, between the guest and the outside world, reached as /dev/console, /dev/tty0, /dev/tty1 and,
 * by those whose terminal it is, /dev/tty. Follows drivers/tty/tty_io.c (tty_open, console_fops) and vt.c in what programs see.
 */
import { ENXIO } from '../../errno';
import { contextOf } from '../../fs/context';
import { makedev } from '../../fs/inode';
import type { Kernel, Task } from '../../types';
import { ttyOps } from './file-ops';
import { resize } from './ioctl';
import { receive } from './receive';
import { TtyStruct } from './tty';

export const TTY_MAJOR = 4;
export const TTYAUX_MAJOR = 5;

export interface Console {
  readonly tty: TtyStruct;
  /** Bytes typed. */
  input(bytes: Uint8Array): void;
  resize(rows: number, columns: number): void;
}

/** Makes the console and registers its device numbers. */
export function createConsole(kernel: Kernel): Console {
  const tty = new TtyStruct(kernel, 'tty1', makedev(TTY_MAJOR, 1), (bytes) => kernel.console.write(bytes));
  const { charDevices } = contextOf(kernel);
  const ops = ttyOps(() => tty);
  charDevices.register(TTY_MAJOR, 0, 1, '/dev/vc/0', ops);
  charDevices.register(TTY_MAJOR, 1, 1, 'tty', ops);
  charDevices.register(TTYAUX_MAJOR, 0, 1, '/dev/tty', ttyOps(controllingTerminal));
  charDevices.register(
    TTYAUX_MAJOR,
    1,
    1,
    '/dev/console',
    ttyOps(() => tty, { console: true }),
  );
  return {
    tty,
    input(bytes) {
      if (kernel.wants('tty')) {
        kernel.emit({ type: 'tty', at: kernel.now, cpu: 0, pid: 0, direction: 'in', bytes: bytes.length });
      }
      receive(tty, bytes);
    },
    resize: (rows, columns) => resize(tty, rows, columns),
  };
}

/** /dev/tty is the terminal of whoever opens it. */
function controllingTerminal(task: Task): TtyStruct | number {
  return task.tty instanceof TtyStruct ? task.tty : -ENXIO;
}
