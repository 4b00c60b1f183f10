/**
 * Root, working directory and umask of a process (struct fs_struct), shared with CLONE_FS. Follows fs/fs_struct.c.
 */
import type { FsStruct, Path } from '../types';

export class FsInfo implements FsStruct {
  users = 1;

  constructor(
    public root: Path,
    public cwd: Path,
    public umask = 0o022,
  ) {}

  clone(): FsInfo {
    return new FsInfo(this.root, this.cwd, this.umask);
  }
}
