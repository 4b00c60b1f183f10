/* Addresses that are not sign-extended from bit 47: #GP(0), or #SS(0) for the stack; branches fault before they happen. SDM 1 3.3.7.1. */
#include "../lib/pc.h"

static char own_stack[4096] __attribute__((aligned(16)));

int main(void) {
  tss.ist[0] = (u64)own_stack + sizeof own_stack;
  set_gate(12, (u64)stubs + 12 * 16, 0x8e, 1);
  set_gate(13, (u64)stubs + 13 * 16, 0x8e, 1);
  set_gate(14, (u64)stubs + 14 * 16, 0x8e, 1);
  TRY("read", "movq $0x800000000000, %%rax\n movb (%%rax), %%al");
  TRY("write", "movq $0xffff7fffffffffff, %%rax\n movb %%al, (%%rax)");
  TRY("highest address", "movq $-1, %%rax\n movb (%%rax), %%al");
  TRY("push", "movq $0x800000000100, %%rax\n movq %%rax, %%rsp\n pushq %%rax");
  TRY("pop", "movq $0x800000000100, %%rax\n movq %%rax, %%rsp\n popq %%rax");
  TRY("call", "movq $0x800000000100, %%rax\n movq %%rax, %%rsp\n call 1f\n 1:");
  TRY("rbp", "movq $0x800000000000, %%rax\n xchgq %%rax, %%rbp\n movb 0(%%rbp), %%cl");
  TRY("rsp and index", "movq $0x800000000000, %%rax\n movb (%%rsp,%%rax), %%cl");
  TRY("jump", "movq $0x800000000000, %%rax\n jmpq *%%rax");
  TRY("indirect call", "movq $0x800000000000, %%rax\n callq *%%rax");
  TRY("ret", "movq $0x800000000000, %%rax\n pushq %%rax\n retq");
  TRY("invlpg", "movq $0x800000000000, %%rax\n invlpg (%%rax)");
  TRY("fs base", "movl $0xc0000100, %%ecx\n xorl %%eax, %%eax\n movl $0x8000, %%edx\n wrmsr");
  TRY("prefetch", "movq $0x800000000000, %%rax\n prefetcht0 (%%rax)");
  TRY("lea", "movq $0x800000000000, %%rax\n leaq 1(%%rax), %%rbx");
  return 0;
}
