/* What the parts of the C library share and programs do not see. */
#ifndef INTERNAL_LIBC_H
#define INTERNAL_LIBC_H
#include <stddef.h>

/* Set by stdio the first time it buffers output; exit(3) calls it to flush. A program without stdio never links it. */
extern void (*__flush_at_exit)(void);
/* The auxiliary vector the kernel put on the stack behind the environment. */
extern unsigned long *__auxv;
/* The handlers of atexit(3), newest first. */
void __run_exit_handlers(void);
/* Set in programs with threads: fork(2) calls it before (−1), and after in the parent (0) and in the child (1). */
extern void (*__atFork)(int when);
void __atForkStart(void);
void __mallocFork(int when);
void __stdioFork(int when);
void __threadForked(void);
#endif
