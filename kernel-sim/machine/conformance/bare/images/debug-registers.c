/* DR0-DR7 themselves: reserved bits, DR4 and DR5, general detect, what ring 3 may. SDM 3B 18.2. */
#include "../lib/pc.h"

#define DR(n, value) TRY("dr" #n " = " #value, "movq $" #value ", %%rax\n movq %%rax, %%db" #n)

int main(void) {
  print("dr6 %lx dr7 %lx\n", read_dr6(), read_dr7());
  write_dr0(0x123456789abcdef0);
  write_dr3(0xffff800000000000);
  print("dr0 %lx dr3 %lx\n", read_dr0(), read_dr3());
  write_dr6(0);
  print("dr6 of 0: %lx\n", read_dr6());
  write_dr6(0xffffffff);
  print("dr6 of ones: %lx\n", read_dr6() & 0xffff7fff);
  write_dr6(0xffff0ff0);
  write_dr7(0);
  print("dr7 of 0: %lx\n", read_dr7());
  write_dr7(0xffff0300);
  print("dr7: %lx\n", read_dr7());
  write_dr7(0x400);
  DR(6, 0x100000000);
  DR(7, 0x100000000);
  TRY("dr4 is dr6", ".byte 0x0f, 0x21, 0xe0\n movl %%eax, %%eax\n cmpl $0xffff0ff0, %%eax\n je 1f\n ud2\n 1: int3");
  TRY("dr5 is dr7", ".byte 0x0f, 0x21, 0xe8\n movl %%eax, %%eax\n cmpl $0x400, %%eax\n je 1f\n ud2\n 1: int3");
  write_cr4(read_cr4() | 8);
  TRY("dr4 with DE", ".byte 0x0f, 0x21, 0xe0");
  TRY("dr5 with DE", ".byte 0x0f, 0x23, 0xe8");
  write_cr4(read_cr4() & ~8ul);
  USER("ring 3 reads dr0", "movq %%db0, %%rax");
  write_dr7(0x2400);
  TRY("general detect", "movq %%db0, %%rax");
  print("dr6 %lx dr7 %lx\n", read_dr6() & 0xf00f, read_dr7());
  write_dr6(0xffff0ff0);
  TRY("int1", ".byte 0xf1");
  print("dr6 %lx\n", read_dr6() & 0xf00f);
  USER("int1 in ring 3", ".byte 0xf1");
  return 0;
}
