/* Model-specific registers: which exist, what they refuse. SDM 4, SDM 3A 2.2.1 (EFER). */
#include "../lib/pc.h"

static void both(const char *what, u32 index, u64 value) {
  u64 old = rdmsr(index);
  wrmsr(index, value);
  print("%s: %lx -> %lx\n", what, old, rdmsr(index));
  wrmsr(index, old);
}

int main(void) {
  print("EFER %lx\n", rdmsr(0xc0000080));
  both("EFER", 0xc0000080, 0xd01);
  both("EFER without NXE", 0xc0000080, 0x501);
  both("STAR", 0xc0000081, 0x0023001012345678);
  both("LSTAR", 0xc0000082, 0xffffffff81000000);
  both("CSTAR", 0xc0000083, 0x1234);
  both("FMASK", 0xc0000084, 0x47700);
  both("TSC_AUX", 0xc0000103, 3);
  both("PAT", 0x277, 0x0007040600070401);
  both("SYSENTER_CS", 0x174, 0x10);
  both("SYSENTER_EIP", 0x176, 0x1234);
  print("APIC base %lx\n", rdmsr(0x1b));
  TRY("read of 0x123456", "movl $0x123456, %%ecx\n rdmsr");
  TRY("write of 0x123456", "movl $0x123456, %%ecx\n xorl %%eax, %%eax\n xorl %%edx, %%edx\n wrmsr");
  TRY("LSTAR non-canonical", "movl $0xc0000082, %%ecx\n xorl %%eax, %%eax\n movl $0x8000, %%edx\n wrmsr");
  TRY("EFER reserved bit", "movl $0xc0000080, %%ecx\n movl $0xd03, %%eax\n xorl %%edx, %%edx\n wrmsr");
  TRY("EFER without LME", "movl $0xc0000080, %%ecx\n movl $0xc01, %%eax\n xorl %%edx, %%edx\n wrmsr");
  TRY("PAT with an unknown type", "movl $0x277, %%ecx\n movl $0x02, %%eax\n xorl %%edx, %%edx\n wrmsr");
  TRY("only ecx counts", "movq $0xfffffffec0000080, %%rcx\n rdmsr\n ud2");
  u64 t = rdtsc(), u = rdtsc();
  print("TSC goes on: %s\n", u >= t && u - t < 1000000 ? "yes" : "no");
  return 0;
}
