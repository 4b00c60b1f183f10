/* A kernel in small: a program in ring 3 that asks for things by syscall and int, with a stack of the kernel's for each way in. */
#include "../lib/pc.h"

u64 syscall_count, user_rsp;
char syscall_stack[4096] __attribute__((aligned(16)));
const char message[] USER_DATA = "hello from ring 3\n";
void syscall_entry(void), program(void);
__asm__(".text\n syscall_entry: movq %rsp, user_rsp\n leaq syscall_stack+4096, %rsp\n pushq %rcx\n pushq %r11\n movq %rax, %rdx\n call on_syscall\n"
        "popq %r11\n popq %rcx\n movq user_rsp, %rsp\n sysretq\n"
        ".pushsection .user.text, \"ax\"\n program:\n"
        "movl $1, %eax\n movl $message, %edi\n movl $18, %esi\n syscall\n movl %eax, %ebp\n"
        "movl $2, %eax\n movl $20, %edi\n movl $22, %esi\n syscall\n addl %eax, %ebp\n"
        "movl $1000, %ebx\n 1: movl $3, %eax\n syscall\n decl %ebx\n jnz 1b\n"
        "movl $9, %eax\n syscall\n movq %rax, %r12\n movl %ebp, %eax\n int $0x80\n .popsection");

u64 on_syscall(u64 a, u64 b, u64 number) {
  syscall_count++;
  if (number == 1) {
    for (u64 i = 0; i < b; i++) putc(((char *)a)[i]);
    return b;
  }
  if (number == 2) return a + b;
  return number == 3 ? 0 : (u64)-38;
}

int main(void) {
  wrmsr(0xc0000081, (u64)0x23 << 48 | (u64)0x10 << 32);
  wrmsr(0xc0000082, (u64)syscall_entry);
  wrmsr(0xc0000084, 0x47700);
  begin_try("program");
  enter_user((u64)program, (u64)user_stack + 4096, 0x202);
  print("%ld system calls\n", syscall_count);
  return 0;
}
