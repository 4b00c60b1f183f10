/* A kernel in the upper half of the address space: code, data and stack at 0xffffffff80000000. */
#include "../lib/pc.h"

#define HIGH 0xffffffff80000000
static int counter = 5;

static int up(int n) {
  counter += n;
  return counter;
}

int main(void) {
  for (u64 a = 0; a < 0x400000; a += 4096) *pte(HIGH + a) = a | P | W;
  int (*high)(int) = (int (*)(int))(HIGH + (u64)up);
  print("%d %d\n", high(1), high(2));
  print("%d\n", *(volatile int *)(HIGH + (u64)&counter));
  TRY("after the end", "movq $0xffffffff80400000, %%rax\n movb (%%rax), %%al");
  TRY("jump up", "movq $1f, %%rax\n movq $0xffffffff80000000, %%rbx\n addq %%rbx, %%rax\n jmpq *%%rax\n 1: leaq 1b(%%rip), %%rcx\n shrq $32, %%rcx\n"
                 "cmpl $0xffffffff, %%ecx\n jne 2f\n movq $2f, %%rax\n jmpq *%%rax\n nop\n 2:");
  load_idt(HIGH + (u64)idt, 4095);
  load_gdt(HIGH + (u64)gdt, 127);
  TRY("tables up there", "ud2");
  USER("ring 3", "movq $0xffffffff80100000, %%rax\n movb (%%rax), %%al");
  USER("ring 3 runs it", "movq $0xffffffff80100000, %%rax\n jmpq *%%rax");
  return 0;
}
