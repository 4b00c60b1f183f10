/* #NM by TS and EM, #MF, #XM, and the SSE switch. SDM 3A 2.5, 6.15. */
#include "../lib/pc.h"

int main(void) {
  write_cr0(0x80010033);
  write_cr4(read_cr4() | 0x600);
  TRY("fninit", "fninit");
  write_cr0(0x8001003b);
  TRY("TS, x87", "fninit");
  TRY("TS, SSE", "xorps %%xmm0, %%xmm0");
  TRY("TS, MMX", "emms");
  TRY("TS and MP, wait", "wait");
  write_cr0(0x80010039);
  TRY("TS without MP, wait", "wait");
  TRY("TS, fxsave", "movq %%rsp, %%rdi\n andq $-16, %%rdi\n fxsave -1024(%%rdi)");
  TRY("TS, integer", "movnti %%rax, -64(%%rsp)");
  write_cr0(0x80010035);
  TRY("EM, x87", "fninit");
  TRY("EM, SSE", "xorps %%xmm0, %%xmm0");
  TRY("EM, MMX", "emms");
  write_cr0(0x80010033);
  write_cr4(read_cr4() & ~0x200ul);
  TRY("no OSFXSR, SSE", "xorps %%xmm0, %%xmm0");
  TRY("no OSFXSR, MMX", "emms");
  write_cr4(read_cr4() | 0x600);
  TRY("#MF", "fninit\n pushq $0x37b\n fldcw (%%rsp)\n fld1\n fldz\n fdivrp\n nop\n wait");
  TRY("#MF by the next", "fninit\n pushq $0x37b\n fldcw (%%rsp)\n fldz\n fld1\n fdivp\n fld1");
  TRY("no wait", "fninit\n pushq $0x37b\n fldcw (%%rsp)\n fldz\n fld1\n fdivp\n fnstsw %%ax\n fnclex\n wait");
  TRY("#XM", "pushq $0x1d80\n ldmxcsr (%%rsp)\n movl $1, %%eax\n cvtsi2sd %%eax, %%xmm0\n xorpd %%xmm1, %%xmm1\n divsd %%xmm1, %%xmm0");
  write_cr4(read_cr4() & ~0x400ul);
  TRY("#XM without OSXMMEXCPT", "pushq $0x1d80\n ldmxcsr (%%rsp)\n movl $1, %%eax\n cvtsi2sd %%eax, %%xmm0\n xorpd %%xmm1, %%xmm1\n divsd %%xmm1, %%xmm0");
  write_cr4(read_cr4() | 0x400);
  TRY("ldmxcsr reserved", "pushq $0x10000\n ldmxcsr (%%rsp)");
  TRY("movaps misaligned", "movq %%rsp, %%rdi\n andq $-16, %%rdi\n movaps -24(%%rdi), %%xmm0");
  TRY("fxsave misaligned", "movq %%rsp, %%rdi\n andq $-16, %%rdi\n fxsave -1016(%%rdi)");
  TRY("cmpxchg16b misaligned", "movq %%rsp, %%rdi\n andq $-16, %%rdi\n cmpxchg16b -24(%%rdi)");
  return 0;
}
