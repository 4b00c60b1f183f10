/** The lab: the only door between a lesson and the simulator. */

export { commonMessages, messageText } from './common-messages';
export { compileBare, compileBpf, compileModule, compileProgram, openSysroot, type Sysroot } from './compile';
export { BOOT_TIME, LinuxSession, RAM_BYTES } from './linux';
export { type LabAssets, Run, replay, runToEnd, SHELL_CPUS } from './run';
export type * from './types';
