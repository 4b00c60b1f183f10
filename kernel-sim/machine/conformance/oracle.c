/*
 * Runs machine code on the real processor and reports the state it leaves. Reads cases from standard input, writes results to
 * standard output; the formats are those of case.ts. The end of a case is int3 (or whatever faults first): the signal frame holds
 * every register, so nothing of ours disturbs them.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define CODE 0x30000000ul
#define DATA 0x20000000ul
#define WINDOW 1024

struct input {
  uint32_t length, offset;
  uint8_t code[256], pad[8];
  uint64_t regs[16], flags, pad2;
  uint8_t fx[512], memory[WINDOW];
};
struct output {
  uint64_t regs[16], rip, flags;
  uint32_t trap, error;
  uint64_t address;
  uint8_t fx[416], memory[WINDOW];
};

static struct input in;
static struct output out;
static sigjmp_buf back;
uint64_t start_at, start_regs[16], start_flags;
uint8_t start_fx[512] __attribute__((aligned(64)));
static uint8_t *const window = (uint8_t *)DATA + 4096 - WINDOW / 2;

static void stopped(int signal, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  (void)signal;
  (void)info;
  for (int i = 0; i < 16; i++) out.regs[i] = uc->uc_mcontext.gregs[order[i]];
  out.rip = uc->uc_mcontext.gregs[REG_RIP];
  out.flags = uc->uc_mcontext.gregs[REG_EFL];
  out.trap = uc->uc_mcontext.gregs[REG_TRAPNO];
  out.error = uc->uc_mcontext.gregs[REG_ERR];
  out.address = uc->uc_mcontext.gregs[REG_CR2];
  memcpy(out.fx, uc->uc_mcontext.fpregs, 416);
  siglongjmp(back, 1);
}

/* Loads every register from start_* and jumps. */
void enter(void);
__asm__(".globl enter\nenter:\n"
        "  fxrstor64 start_fx(%rip)\n"
        "  pushq start_flags(%rip)\n"
        "  mov 8+start_regs(%rip), %rcx\n  mov 16+start_regs(%rip), %rdx\n  mov 24+start_regs(%rip), %rbx\n"
        "  mov 40+start_regs(%rip), %rbp\n  mov 48+start_regs(%rip), %rsi\n  mov 56+start_regs(%rip), %rdi\n"
        "  mov 64+start_regs(%rip), %r8\n  mov 72+start_regs(%rip), %r9\n  mov 80+start_regs(%rip), %r10\n"
        "  mov 88+start_regs(%rip), %r11\n  mov 96+start_regs(%rip), %r12\n  mov 104+start_regs(%rip), %r13\n"
        "  mov 112+start_regs(%rip), %r14\n  mov 120+start_regs(%rip), %r15\n"
        "  popfq\n"
        "  mov 0+start_regs(%rip), %rax\n  mov 32+start_regs(%rip), %rsp\n"
        "  jmp *start_at(%rip)\n");

int main(void) {
  int rwx = PROT_READ | PROT_WRITE | PROT_EXEC, how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (mmap((void *)CODE, 8192, rwx, how, -1, 0) == MAP_FAILED) return 1;
  if (mmap((void *)DATA, 8192, PROT_READ | PROT_WRITE, how, -1, 0) == MAP_FAILED) return 1;
  stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
  sigaltstack(&alternate, 0);
  struct sigaction action = {.sa_sigaction = stopped, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  int signals[] = {SIGTRAP, SIGSEGV, SIGBUS, SIGILL, SIGFPE};
  for (int i = 0; i < 5; i++) sigaction(signals[i], &action, 0);
  while (fread(&in, sizeof in, 1, stdin) == 1) {
    memset((void *)DATA, 0, 8192);
    memset((void *)CODE, 0xcc, 8192);
    memcpy((uint8_t *)CODE + in.offset, in.code, in.length);
    memcpy(window, in.memory, WINDOW);
    memcpy(start_regs, in.regs, sizeof start_regs);
    memcpy(start_fx, in.fx, 512);
    start_flags = in.flags;
    start_at = CODE + in.offset;
    if (!sigsetjmp(back, 1)) enter();
    memcpy(out.memory, window, WINDOW);
    fwrite(&out, sizeof out, 1, stdout);
  }
  return 0;
}
