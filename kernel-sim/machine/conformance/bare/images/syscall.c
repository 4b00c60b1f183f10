/* syscall and sysret: rcx, r11, FMASK, selectors, EFER.SCE. SDM 2B. */
#include "../lib/pc.h"

u64 saved_rsp, got_rcx, got_r11, got_cs, got_ss, got_flags;
void entry(void);
__asm__(".text\n entry: movq %rsp, saved_rsp\n movq %rcx, got_rcx\n movq %r11, got_r11\n movl %cs, %eax\n movq %rax, got_cs\n"
        "movl %ss, %eax\n movq %rax, got_ss\n movq $stack_top, %rsp\n pushfq\n popq got_flags\n movq saved_rsp, %rsp\n"
        "movl $77, %eax\n sysretq\n .bss\n .skip 512\n stack_top: .skip 8\n .text");

int main(void) {
  USER("without SCE", "nop");
  wrmsr(0xc0000081, (u64)0x23 << 48 | (u64)0x10 << 32);
  wrmsr(0xc0000082, (u64)entry);
  wrmsr(0xc0000084, 0x40600);
  wrmsr(0xc0000080, rdmsr(0xc0000080) & ~1ul);
  USER("SCE off", "syscall");
  TRY("sysret, SCE off", "sysretq");
  wrmsr(0xc0000080, rdmsr(0xc0000080) | 1);
  USER("syscall", "std\n stc\n syscall\n pushfq\n popq %%rbx\n cld\n shll $16, %%ebx\n orl %%ebx, %%eax");
  print("rcx%s r11=%lx cs=%lx ss=%lx flags=%lx\n", got_rcx - try_at == 4 ? " right" : " wrong", got_r11, got_cs, got_ss, got_flags);
  USER("selectors after it", "syscall\n movl %%cs, %%eax\n shll $16, %%eax\n movl %%ss, %%ebx\n orl %%ebx, %%eax");
  USER("rcx and r11", "xorl %%r11d, %%r11d\n syscall\n 1: leaq 1b(%%rip), %%rax\n subq %%rcx, %%rax\n shlq $32, %%rax\n orq %%r11, %%rax");
  TRY("sysret to a non-canonical address", "movq $0x800000000000, %%rcx\n movl $2, %%r11d\n sysretq");
  wrmsr(0xc0000084, 0);
  USER("no mask", "syscall\n movl $1, %%eax");
  print("flags=%lx\n", got_flags & 0xf00);
  TRY("syscall in ring 0", "movl $1f, %%eax\n movq %%rax, %%rbx\n syscall\n 1: int3");
  return 0;
}
