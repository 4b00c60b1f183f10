/* Every exception that an instruction of ring 0 raises by itself: vector, error code, saved state. SDM 3A 6.15. */
#include "../lib/pc.h"

int main(void) {
  TRY("div by zero", "xorl %%ecx, %%ecx\n divl %%ecx");
  TRY("div overflow", "movl $1, %%edx\n xorl %%eax, %%eax\n movl $1, %%ecx\n divl %%ecx");
  TRY("idiv overflow", "movq $-1, %%rdx\n movq $1, %%rax\n shlq $63, %%rax\n movq $-1, %%rcx\n idivq %%rcx");
  TRY("int3", "int3");
  TRY("int 3", ".byte 0xcd, 3");
  TRY("int 4", "int $4");
  TRY("into", ".byte 0xce");
  TRY("bound", ".byte 0x62, 0x00");
  TRY("ud2", "ud2");
  TRY("far call of 32-bit mode", ".byte 0x9a, 0, 0, 0, 0, 0, 0");
  TRY("lock on a register", ".byte 0xf0, 0x01, 0xc0");
  TRY("mov to cs", "movl $0x10, %%eax\n .byte 0x8e, 0xc8");
  TRY("cr1", ".byte 0x0f, 0x20, 0xc8");
  TRY("int with no fault", "int $0x31");
  return 0;
}
