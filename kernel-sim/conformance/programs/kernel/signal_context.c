// The third argument of a handler: registers that may be read and changed; xmm registers come back unharmed.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static volatile int steps;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  ucontext_t *uc = context;
  // Leaves its own marks in xmm7 and rbx: the interrupted code must not see them.
  __asm__ volatile("pcmpeqd %%xmm7, %%xmm7" ::: "xmm7");
  uc->uc_mcontext.gregs[REG_R12] += 1000;
  uc->uc_mcontext.gregs[REG_RIP] += 2;
  steps++;
}

int main(void) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  sigaction(SIGILL, &act, NULL);
  unsigned long r12 = 234, low, high, rbx = 77, in[2] = {0x1122334455667788ul, 0x99aabbccddeeff00ul}, out[2];
  __asm__ volatile(
      "movdqu %[in], %%xmm7\n\t"
      "mov %[r12], %%r12\n\t"
      "ud2\n\t"
      "ud2\n\t"
      "mov %%r12, %[r12]\n\t"
      "movdqu %%xmm7, %[out]\n\t"
      : [r12] "+m"(r12), [out] "=m"(out)
      : [in] "m"(in)
      : "r12", "xmm7", "memory");
  low = out[0];
  high = out[1];
  printf("skipped %d instructions, r12 = %lu, rbx = %lu\n", steps, r12, rbx);
  printf("xmm7 = %016lx%016lx\n", high, low);
  return 0;
}
