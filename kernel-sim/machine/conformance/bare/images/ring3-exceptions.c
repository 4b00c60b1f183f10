/* The exceptions of ring 3: saved selectors, stack and flags, and the TSS's stack. SDM 3A 6.12.1. */
#include "../lib/pc.h"

int main(void) {
  USER("div", "xorl %%ecx, %%ecx\n divl %%ecx");
  USER("int3", "nop\n int3");
  USER("into's place", ".byte 0xce");
  USER("int 4", "int $4");
  USER("ud2", "pushq %%rax\n ud2");
  USER("gp", "movl $0x123, %%ecx\n rdmsr");
  USER("null pointer", "xorl %%eax, %%eax\n movl (%%rax), %%eax");
  USER("kernel memory", "movl $0x200000, %%eax\n movl %%eax, (%%rax)");
  USER("jump into the kernel", "movl $0x200000, %%eax\n jmpq *%%rax");
  USER("stack gone", "movl $0x50000000, %%esp\n pushq %%rax");
  USER("non-canonical jump", "movq $0x800000000000, %%rax\n jmpq *%%rax");
  USER("non-canonical", "movq $0x800000000000, %%rax\n movl (%%rax), %%eax");
  USER("upper half", "movq $0xffffffff80000000, %%rax\n movl (%%rax), %%eax");
  USER("direction and carry kept", "std\n stc\n ud2");
  USER("single step and ud2", "pushfq\n orl $0x100, (%%rsp)\n popfq\n nop\n ud2");
  USER("lock", ".byte 0xf0\n nop");
  USER("too long", ".byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66\n nop");
  USER("fifteen bytes", ".byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66\n nop\n movl $3, %%eax");
  return 0;
}
