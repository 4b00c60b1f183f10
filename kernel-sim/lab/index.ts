/** The lab: the only door between a lesson and the simulator. */

export { MAX_RECORD, REFUSALS, type Refusal, readRecord, refusalOf } from './admit';
export { commonMessages, messageText } from './common-messages';
export { compileBare, compileBpf, compileModule, compileProgram, openSysroot, type Sysroot } from './compile';
export { makeDraw, USUAL_SEED } from './draw';
export { BOOT_TIME, LinuxSession, RAM_BYTES } from './linux';
export { type LabAssets, Run, replay, runToEnd, SHELL_CPUS, variationOf } from './run';
export type * from './types';
