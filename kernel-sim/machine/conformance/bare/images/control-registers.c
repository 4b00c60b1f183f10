/* Control registers: what may be written. SDM 2B, MOV to CR; 3A 2.5. */
#include "../lib/pc.h"

#define CR(n, value) TRY("cr" #n " = " #value, "movq $" #value ", %%rax\n movq %%rax, %%cr" #n "\n movq %%cr" #n ", %%rbx")

int main(void) {
  print("cr0=%lx cr4=%lx cr8=%lx\n", read_cr0(), read_cr4(), read_cr8());
  write_cr2(0x1234567890abcdef);
  print("cr2=%lx\n", read_cr2());
  CR(8, 16);
  write_cr8(7);
  print("cr8=%lx\n", read_cr8());
  write_cr8(0);
  write_cr0(read_cr0() | 0x4002e);
  print("cr0=%lx\n", read_cr0());
  write_cr0(0x80010011);
  __asm__ volatile("movl $0x3a, %%eax\n lmsw %%ax" ::: "eax");
  print("lmsw: %lx\n", read_cr0());
  __asm__ volatile("clts");
  print("clts: %lx\n", read_cr0());
  u64 v;
  __asm__ volatile("smswq %0" : "=r"(v));
  print("smsw: %lx\n", v & 0xffff);
  write_cr0(0x80010011);
  TRY("cr5", ".byte 0x0f, 0x20, 0xe8");
  TRY("cr7 by rex", ".byte 0x44, 0x0f, 0x20, 0xf8");
  return 0;
}
