/* Far jumps, calls and returns, and loads of far pointers. SDM 2A. */
#include "../lib/pc.h"

int main(void) {
  TRY("lretq", "pushq $0x10\n pushq $1f\n lretq\n ud2\n 1: movl %%cs, %%eax\n int3");
  TRY("lretl", "subq $8, %%rsp\n movl $1f, (%%rsp)\n movl $0x10, 4(%%rsp)\n lretl\n ud2\n 1: int3");
  TRY("lretq of null", "pushq $0\n pushq $1f\n lretq\n 1:");
  TRY("lretq of data", "pushq $0x18\n pushq $1f\n lretq\n 1:");
  TRY("lretq to non-canonical", "movq $0x800000000000, %%rax\n pushq $0x10\n pushq %%rax\n lretq\n 1:");
  TRY("lretq to ring 3", "movq $1f, try_at\n movq $user_stack + 4096, try_top\n pushq $0x2b\n pushq $user_stack + 4096\n pushq $0x33\n pushq $1f\n lretq\n"
                         ".pushsection .user.text\n 1: ud2\n .popsection");
  TRY("ljmpl", "subq $8, %%rsp\n movl $1f, (%%rsp)\n movw $0x10, 4(%%rsp)\n ljmpl *(%%rsp)\n ud2\n 1: int3");
  TRY("ljmp to data", "subq $8, %%rsp\n movl $1f, (%%rsp)\n movw $0x18, 4(%%rsp)\n ljmpl *(%%rsp)\n 1:");
  TRY("ljmp to ring 3", "subq $8, %%rsp\n movl $1f, (%%rsp)\n movw $0x33, 4(%%rsp)\n ljmpl *(%%rsp)\n 1:");
  TRY("lcallq", "subq $16, %%rsp\n movq $1f, (%%rsp)\n movw $0x10, 8(%%rsp)\n rex.w lcall *(%%rsp)\n 2: ud2\n 1: popq %%rax\n subq $2b, %%rax\n jnz 3f\n popq %%rax\n int3\n 3: ud2");
  TRY("lss", "subq $16, %%rsp\n movq %%rsp, %%rax\n movl %%esp, (%%rax)\n movw $0x18, 4(%%rax)\n lss (%%rax), %%esp\n int3");
  TRY("lfs of data", "subq $16, %%rsp\n movw $0x18, 4(%%rsp)\n lfs (%%rsp), %%eax\n movl %%fs, %%eax\n int3");
  TRY("lgs beyond", "subq $16, %%rsp\n movw $0x90, 4(%%rsp)\n lgs (%%rsp), %%eax");
  TRY("push and pop fs", "movl $0x18, %%eax\n movl %%eax, %%fs\n pushq %%fs\n popq %%gs\n movl %%gs, %%eax\n int3");
  u32 a, b;
  for (int s = 0; s < 0x50; s += 8) {
    u8 z;
    __asm__ volatile("lar %2, %0\n setz %1" : "=r"(a), "=r"(z) : "r"(s), "0"(0));
    print("lar %x: %d %x", s, z, z ? a & 0xf0feff : 0);
    __asm__ volatile("lsl %2, %0\n setz %1" : "=r"(b), "=r"(z) : "r"(s), "0"(0));
    print(", lsl: %d %x", z, z ? b : 0);
    __asm__ volatile("verr %w1\n setz %0" : "=r"(z) : "r"(s));
    print(", verr %d", z);
    __asm__ volatile("verw %w1\n setz %0" : "=r"(z) : "r"(s));
    print(", verw %d\n", z);
  }
  return 0;
}
