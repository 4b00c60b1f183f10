/* kernels K ROUNDS: runs kernel K; prints its value and, of each round, the processor time in nanoseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "kernels.h"
#ifdef MANY
#include "many.h"
#else
#define chosen kernels
#endif

int main(int argc, char **argv) {
  u32 value = 0;
  (void)argc;
  for (int rounds = atoi(argv[2]); rounds > 0; rounds--) {
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    value = chosen[atoi(argv[1])]();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000ll + b.tv_nsec - a.tv_nsec);
  }
  printf("%08x\n", value);
  return 0;
}
