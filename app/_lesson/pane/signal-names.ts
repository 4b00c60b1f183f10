/** Names of signals as signal(7) gives them for x86. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

export const signalName = (signal: number): string => (NAMES[signal - 1] ? `SIG${NAMES[signal - 1]}` : `SIG${signal}`);
