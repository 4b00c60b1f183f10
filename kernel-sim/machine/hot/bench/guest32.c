/* The kernels as a 32-bit multiboot image for v86: "Sk" and "Ek value" on the serial line around each round, "X" at the end. */
#include "kernels.h"
#ifdef MANY
#include "many.h"
#else
#define chosen kernels
#endif
#ifndef ROUNDS
#define ROUNDS 6
#endif

__asm__(
    ".section .multiboot,\"a\"\n.align 4\n.long 0x1BADB002, 0, -0x1BADB002\n"
    ".text\n.globl _start\n_start: mov $stack_top, %esp\n call guest_main\n1: hlt\n jmp 1b\n"
    ".bss\n.align 16\n.skip 262144\nstack_top:\n.text\n");

static void out(char c) { __asm__ volatile("outb %0, %1" ::"a"((u8)c), "Nd"((unsigned short)0x3f8)); }
static void line(char tag, int k, u32 value) {
  out(tag);
  out('0' + k);
  out(' ');
  for (int i = 28; i >= 0; i -= 4) out("0123456789abcdef"[value >> i & 15]);
  out('\n');
}

void guest_main(void) {
  for (int k = 0; k < (int)(sizeof chosen / sizeof *chosen); k++)
    for (int round = 0; round < ROUNDS; round++) {
      line('S', k, 0);
      line('E', k, chosen[k]());
    }
  line('X', 0, 0);
  for (;;) __asm__ volatile("cli; hlt");
}
