/**
 * Userland, built by our own compiler, on the Linux of this machine: the C library against glibc, the shell against dash,
 * the commands against Debian's. One file, so that userland is compiled once.
 */
import { beforeAll } from 'vitest';
import { commandSuite } from './tests/command-suite';
import { libcSuite } from './tests/libc-suite';
import { missing, userland } from './tests/native';

beforeAll(() => {
  if (!missing()) userland();
}, 180_000);

libcSuite();
commandSuite();
