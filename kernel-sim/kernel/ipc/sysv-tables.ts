/** The three tables of one ipc namespace. */
import { IpcTable } from './sysv';
import type { MsgQueue } from './sysv-msg';
import type { SemSet } from './sysv-sem';
import type { Segment } from './sysv-shm';

export class SysvTables {
  readonly shm = new IpcTable<Segment>(4096);
  readonly sem = new IpcTable<SemSet>(32000);
  readonly msg = new IpcTable<MsgQueue>(32000);
}
