/**
 * What the rest of the kernel takes from the file side.
 */
export { contextOf } from './context';
export { unpackCpio } from './cpio';
export { mountLines } from './mount';
export { createPipe } from './pipes';
export { setupFs } from './setup';
export { fsSyscalls } from './syscalls/index';
