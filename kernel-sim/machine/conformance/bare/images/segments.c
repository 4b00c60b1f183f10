/* Loading segment registers and the task register. SDM 2B MOV, LTR; 3A 3.4. */
#include "../lib/pc.h"

#define LOAD(what, reg, selector) TRY(what, "movl $" #selector ", %%eax\n movl %%eax, %%" #reg "\n ud2")

int main(void) {
  gdt[7] = 0x00cf12000000ffff;
  gdt[10] = 0x00cf98000000ffff; /* code that cannot be read */
  gdt[11] = 0x00cf90000000ffff; /* data that cannot be written */
  gdt[12] = gdt[8] & ~(2ul << 40); /* the TSS again, not busy */
  gdt[13] = gdt[9];
  __asm__ volatile("lldt %w0" ::"r"(0));
  LOAD("null ds", ds, 0);
  LOAD("null with rpl", es, 3);
  LOAD("data", ds, 0x18);
  LOAD("data of ring 3 in ds", ds, 0x2b);
  LOAD("readable code in ds", ds, 0x10);
  LOAD("execute-only code in ds", ds, 0x50);
  LOAD("not present in ds", ds, 0x38);
  LOAD("not present in fs", fs, 0x38);
  LOAD("TSS in ds", ds, 0x40);
  LOAD("beyond the GDT", gs, 0x80);
  LOAD("LDT selector without an LDT", gs, 0x1c);
  LOAD("rpl 3 of ring 0 data", ds, 0x1b);
  LOAD("null ss in ring 0", ss, 0);
  LOAD("ss", ss, 0x18);
  LOAD("ss, rpl 3", ss, 0x1b);
  LOAD("ss of ring 3", ss, 0x2b);
  LOAD("ss not present", ss, 0x38);
  LOAD("ss that cannot be written", ss, 0x58);
  LOAD("ss code", ss, 0x10);
  TRY("ltr null", "xorl %%eax, %%eax\n ltr %%ax");
  TRY("ltr of data", "movl $0x18, %%eax\n ltr %%ax");
  TRY("ltr of a busy TSS", "movl $0x40, %%eax\n ltr %%ax");
  TRY("ltr beyond", "movl $0x90, %%eax\n ltr %%ax");
  TRY("ltr", "movl $0x60, %%eax\n ltr %%ax\n str %%ecx\n ud2");
  print("busy: %x\n", (u32)(gdt[12] >> 40 & 0xff));
  gdt[12] &= ~(1ul << 47);
  gdt[12] &= ~(2ul << 40);
  TRY("ltr not present", "movl $0x60, %%eax\n ltr %%ax");
  TRY("lldt null", "xorl %%eax, %%eax\n lldt %%ax\n sldt %%ecx\n ud2");
  TRY("lldt of data", "movl $0x18, %%eax\n lldt %%ax");
  print("accessed bits: %x %x %x\n", (u32)(gdt[3] >> 40 & 1), (u32)(gdt[5] >> 40 & 1), (u32)(gdt[10] >> 40 & 1));
  return 0;
}
