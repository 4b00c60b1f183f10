/** The kernel's only door for the rest of the simulator: boot a machine, and the text that strace would have written. */
export { boot } from './boot';
export { ERRORS, errnoName, strerror } from './errno';
export { straceLines } from './trace/strace';
