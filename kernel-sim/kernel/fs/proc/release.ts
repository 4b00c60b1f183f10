/**
 * Which Linux this is: release and version as Debian 12 builds them, for /proc/version and /proc/sys/kernel.
 */
import { UTS } from '../../syscalls/uts';

export const VERSION_TEXT = `Linux version ${UTS.release} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${UTS.version}\n`;
