/* #AC: CR0.AM and RFLAGS.AC in ring 3, what is not aligned to its size. SDM 3A 6.15. */
#include "../lib/pc.h"

char bytes[64] USER_DATA __attribute__((aligned(64))) = {1};
#define AC(what, code) USER_FLAGS(what, 0x40202, "movl $bytes, %%ebx\n" code "\n movl $1, %%eax")

int main(void) {
  AC("without AM", "movl 1(%%rbx), %%eax");
  write_cr0(read_cr0() | 0x40000);
  USER("without AC", "movl $bytes, %%ebx\n movl 1(%%rbx), %%eax\n movl $1, %%eax");
  AC("aligned", "movl 4(%%rbx), %%eax\n movq 8(%%rbx), %%rcx\n movw 2(%%rbx), %%cx\n movb 1(%%rbx), %%cl");
  AC("read of 4", "movl 2(%%rbx), %%eax");
  AC("write of 2", "movw %%ax, 1(%%rbx)");
  AC("read of 8", "movq 4(%%rbx), %%rax");
  AC("write of 8", "movq %%rax, 12(%%rbx)");
  AC("add to memory", "addl $1, 5(%%rbx)");
  AC("push", "subq $20, %%rsp\n pushq %%rax\n addq $28, %%rsp");
  AC("movsl", "leaq 1(%%rbx), %%rsi\n leaq 32(%%rbx), %%rdi\n movsl");
  AC("page fault first", "movl 0x50000001, %%eax");
  TRY("ring 0", "movl $bytes, %%ebx\n pushfq\n orl $0x40000, (%%rsp)\n popfq\n movl 1(%%rbx), %%eax\n pushq $2\n popfq");
  AC("popf switches it off", "pushq $0x202\n popfq\n movl 1(%%rbx), %%eax");
  return 0;
}
