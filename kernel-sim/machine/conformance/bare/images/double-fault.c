/* Faults while a fault is delivered: which pairs make #DF, and that it pushes 0. SDM 3A table 6-5. */
#include "../lib/pc.h"

static char safe[4096] __attribute__((aligned(16)));

static void no_gate(int vector) { idt[vector].type = 0; }
static void gate(int vector) { set_gate(vector, (u64)stubs + vector * 16, 0x8e, vector == 8 ? 1 : 0); }

int main(void) {
  tss.ist[0] = (u64)safe + sizeof safe;
  gate(8);
  no_gate(14), no_gate(13), no_gate(11);
  TRY("#PF without a gate: #PF, #GP", "movb 0x50000000, %%al");
  print("cr2=%lx\n", read_cr2());
  TRY("#GP without a gate: #GP, #GP", "movl $0x90, %%eax\n movl %%eax, %%ds");
  gate(13), gate(14), gate(11);
  TRY("stack not there: #PF, #PF", "movl $0x50001000, %%esp\n movb 0x50002000, %%al");
  print("cr2=%lx\n", read_cr2());
  TRY("stack not there, #GP then #PF", "movl $0x50001000, %%esp\n movl $0x90, %%eax\n movl %%eax, %%ds");
  no_gate(6);
  TRY("#UD without a gate: #GP is delivered", "ud2");
  gate(6);
  tss.ist[1] = (u64)safe + sizeof safe;
  set_gate(14, (u64)stubs + 14 * 16, 0x8e, 2);
  TRY("#UD on a stack not there: #PF is delivered", "movl $0x50001000, %%esp\n ud2");
  tss.rsp[0] = 0x50001000;
  USER("rsp0 not there, #UD", "ud2");
  gate(14);
  USER("rsp0 not there, #GP", "cli");
  USER("rsp0 not there, #PF", "movb 0x50002000, %%al");
  return 0;
}
