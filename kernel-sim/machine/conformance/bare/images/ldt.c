/* A local descriptor table: lldt, selectors with TI, code and data from it. SDM 3A 3.5.1. */
#include "../lib/pc.h"

static u64 ldt[4];

int main(void) {
  ldt[1] = 0x00cf92000000ffff;
  ldt[2] = 0x00affa000000ffff;
  ldt[3] = 0x00cff2000000ffff;
  u64 base = (u64)ldt;
  gdt[10] = 0x0000820000000000 | (sizeof ldt - 1) | ((base & 0xffffff) << 16) | ((base >> 24 & 0xff) << 56);
  gdt[11] = base >> 32;
  __asm__ volatile("lldt %w0" ::"r"(0));
  TRY("without one", "movl $0x0c, %%eax\n movl %%eax, %%ds");
  TRY("lldt", "movl $0x50, %%eax\n lldt %%ax\n sldt %%ecx\n int3");
  TRY("data", "movl $0x0c, %%eax\n movl %%eax, %%ds\n movl %%ds, %%eax\n int3");
  TRY("null of it", "movl $4, %%eax\n movl %%eax, %%ds");
  TRY("beyond", "movl $0x24, %%eax\n movl %%eax, %%es");
  TRY("ring 3 by it", "movq $1f, try_at\n movq $user_stack + 4096, try_top\n pushq $0x1f\n pushq $user_stack + 4096\n pushq $2\n pushq $0x17\n pushq $1f\n iretq\n"
                      ".pushsection .user.text, \"ax\"\n 1: ud2\n .popsection");
  gdt[10] &= ~(1ul << 47);
  TRY("not present", "movl $0x50, %%eax\n lldt %%ax");
  return 0;
}
