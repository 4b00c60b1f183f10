/** Sizes that user programs meet. Follows include/uapi/linux/limits.h and arch/x86. */
export const PATH_MAX = 4096;
export const NAME_MAX = 255;
export const PIPE_BUF = 4096;
export const IOV_MAX = 1024;
export const TASK_COMM_LEN = 16;
/** Longest transfer of one read or write: MAX_RW_COUNT. */
export const MAX_RW_COUNT = 0x7ffff000;
export const MAXSYMLINKS = 40;
/** Longest single argument string of execve (32 pages). */
export const MAX_ARG_STRLEN = 131072;
/** First address past user space: 2^47 minus the guard page. */
export const TASK_SIZE = 0x7ffffffff000;
export const HZ = 250;
/** sysconf(_SC_CLK_TCK): ticks of times(2) and /proc/PID/stat. */
export const USER_HZ = 100;
