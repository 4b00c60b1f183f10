/** Scheduling policies and flags of sched_setattr(2). include/uapi/linux/sched.h. */
export const SCHED_OTHER = 0;
export const SCHED_FIFO = 1;
export const SCHED_RR = 2;
export const SCHED_BATCH = 3;
export const SCHED_IDLE = 5;
export const SCHED_DEADLINE = 6;
export const SCHED_RESET_ON_FORK = 0x4000_0000;

export const SCHED_FLAG_RESET_ON_FORK = 1;
export const SCHED_FLAG_KEEP_POLICY = 8;
export const SCHED_FLAG_KEEP_PARAMS = 0x10;
export const SCHED_FLAG_ALL = 0x7f;

export const MAX_RT_PRIO = 100;
