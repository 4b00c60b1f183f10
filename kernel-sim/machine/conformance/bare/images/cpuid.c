/* What cpuid says of the features that images use, the same on both machines. SDM 2A, CPUID. */
#include "../lib/pc.h"

static void bit(const char *name, u32 word, int n) { print("%s %d\n", name, word >> n & 1); }

int main(void) {
  u32 v[4];
  cpuid(0, v);
  print("vendor ");
  for (int i = 0; i < 12; i++) putc((char)(v[i < 4 ? 1 : i < 8 ? 3 : 2] >> i % 4 * 8));
  print("\nleaf 7: %d\n", v[0] >= 7);
  cpuid(1, v);
  bit("FPU", v[3], 0), bit("DE", v[3], 2), bit("TSC", v[3], 4), bit("MSR", v[3], 5), bit("PAE", v[3], 6), bit("CX8", v[3], 8);
  bit("APIC", v[3], 9), bit("PGE", v[3], 13), bit("CMOV", v[3], 15), bit("PAT", v[3], 16), bit("MMX", v[3], 23);
  bit("FXSR", v[3], 24), bit("SSE", v[3], 25), bit("SSE2", v[3], 26), bit("CX16", v[2], 13), bit("hypervisor", v[2], 31);
  cpuid(7, v);
  bit("SMEP", v[1], 7), bit("SMAP", v[1], 20);
  cpuid(0x80000000, v);
  print("extended leaf 8: %d\n", v[0] >= 0x80000008);
  cpuid(0x80000001, v);
  bit("SYSCALL", v[3], 11), bit("NX", v[3], 20), bit("LM", v[3], 29), bit("LAHF", v[2], 0);
  cpuid(0x80000008, v);
  print("address bits %d %d\n", v[0] & 255, v[0] >> 8 & 255);
  u64 f = flags(), g;
  __asm__ volatile("pushfq\n xorl $0x200000, (%%rsp)\n popfq\n pushfq\n popq %0" : "=r"(g));
  print("ID can be changed: %d\n", ((f ^ g) >> 21 & 1) == 1);
  return 0;
}
