/* swapon(2), swapoff(2). */
#include <sys/swap.h>
#include "../internal/syscall.h"

int swapon(const char *path, int flags) { return (int)CALL2(swapon, path, flags); }
int swapoff(const char *path) { return (int)CALL1(swapoff, path); }
