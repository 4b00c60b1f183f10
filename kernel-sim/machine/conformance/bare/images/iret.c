/* iretq and what it refuses. SDM 2A, IRET. */
#include "../lib/pc.h"

#define FRAME(ss, rsp, fl, cs, rip) "movq %%rsp, %%rbx\n pushq $" #ss "\n pushq " rsp "\n pushq $" #fl "\n pushq $" #cs "\n pushq " rip "\n"

static char own_stack[4096] __attribute__((aligned(16)));

int main(void) {
  gdt[7] = 0x00af1a000000ffff;
  TRY("to the same ring", FRAME(0x18, "%%rbx", 2, 0x10, "$1f") "iretq\n 1: pushfq\n popq %%rax\n ud2");
  TRY("null ss in ring 0", FRAME(0, "%%rbx", 2, 0x10, "$1f") "iretq\n 1: movl %%ss, %%eax\n ud2");
  TRY("flags", FRAME(0x18, "%%rbx", 0x240cd5, 0x10, "$1f") "iretq\n 1: cld\n ud2");
  TRY("null cs", FRAME(0x18, "%%rbx", 2, 0, "$1f") "iretq\n 1:");
  TRY("data cs", FRAME(0x18, "%%rbx", 2, 0x18, "$1f") "iretq\n 1:");
  TRY("cs beyond the GDT", FRAME(0x18, "%%rbx", 2, 0x90, "$1f") "iretq\n 1:");
  TRY("cs not present", FRAME(0x18, "%%rbx", 2, 0x38, "$1f") "iretq\n 1:");
  TRY("cs of ring 3 with rpl 0", FRAME(0x18, "%%rbx", 2, 0x30, "$1f") "iretq\n 1:");
  TRY("cs of ring 0 with rpl 3", FRAME(0x2b, "%%rbx", 2, 0x13, "$1f") "iretq\n 1:");
  TRY("null ss in ring 3", FRAME(0, "%%rbx", 2, 0x33, "$1f") "iretq\n 1:");
  TRY("ss of ring 0 in ring 3", FRAME(0x18, "%%rbx", 2, 0x33, "$1f") "iretq\n 1:");
  TRY("code ss", FRAME(0x33, "%%rbx", 2, 0x33, "$1f") "iretq\n 1:");
  TRY("ss beyond the GDT", FRAME(0x93, "%%rbx", 2, 0x33, "$1f") "iretq\n 1:");
  TRY("NT", "pushfq\n orl $0x4000, (%%rsp)\n popfq\n" FRAME(0x18, "%%rbx", 2, 0x10, "$1f") "iretq\n 1:");
  tss.ist[0] = (u64)own_stack + sizeof own_stack;
  set_gate(14, (u64)stubs + 14 * 16, 0x8e, 1);
  TRY("stack not there", "movl $0x50000000, %%esp\n iretq");
  TRY("32-bit frame", "movq %%rsp, %%rbx\n subq $20, %%rsp\n movl $1f, (%%rsp)\n movl $0x10, 4(%%rsp)\n movl $2, 8(%%rsp)\n"
                      "movl %%ebx, 12(%%rsp)\n movl $0x18, 16(%%rsp)\n iretl\n 1: ud2");
  USER("in ring 3", FRAME(0x2b, "%%rbx", 0x202, 0x33, "$1f") "iretq\n 1: movl $7, %%eax");
  USER("IF and IOPL kept in ring 3", FRAME(0x2b, "%%rbx", 0x3002, 0x33, "$1f") "iretq\n 1: pushfq\n popq %%rax\n andl $0x3200, %%eax");
  return 0;
}
