/**
 * What cpuid announces: exactly what is implemented, so that libraries choose paths that exist here. SDM 2A, CPUID.
 */
type Leaf = readonly [eax: number, ebx: number, ecx: number, edx: number];

const text = (s: string, at: number) =>
  s.charCodeAt(at) | (s.charCodeAt(at + 1) << 8) | (s.charCodeAt(at + 2) << 16) | (s.charCodeAt(at + 3) << 24);
const VENDOR = 'GenuineIntel';
const BRAND = 'Ring Zero virtual CPU'.padEnd(48, '\0');

/** Family 6, model 15 (the first 64-bit Core), stepping 1. */
const SIGNATURE = 0x0000_06f1;
const bits = (...n: number[]) => n.reduce((all, b) => all | (1 << b), 0);
/** FPU 0, DE 2, TSC 4, MSR 5, PAE 6, CX8 8, APIC 9, PGE 13, CMOV 15, PAT 16, CLFSH 19, MMX 23, FXSR 24, SSE 25, SSE2 26. */
const FEATURES_EDX = bits(0, 2, 4, 5, 6, 8, 9, 13, 15, 16, 19, 23, 24, 25, 26);
/** CX16 13, PCID 17, HYPERVISOR 31. */
const FEATURES_ECX = bits(13, 17, 31);
/** Leaf 7: SMEP 7, SMAP 20. */
const STRUCTURED_EBX = bits(7, 20);
/** SYSCALL 11, NX 20, RDTSCP 27, LM 29. */
const EXTENDED_EDX = bits(11, 20, 27, 29);
/** LAHF/SAHF in 64-bit mode. */
const EXTENDED_ECX = bits(0);

export function cpuid(leaf: number, cpu: number, subleaf = 0): Leaf {
  switch (leaf >>> 0) {
    case 0:
      return [7, text(VENDOR, 0), text(VENDOR, 8), text(VENDOR, 4)];
    case 1:
      return [SIGNATURE, (8 << 8) | (1 << 16) | (cpu << 24), FEATURES_ECX, FEATURES_EDX];
    case 7:
      return subleaf === 0 ? [0, STRUCTURED_EBX, 0, 0] : [0, 0, 0, 0];
    case 0x4000_0000:
      return [0x4000_0000, text('RingZeroVCPU', 0), text('RingZeroVCPU', 4), text('RingZeroVCPU', 8)];
    case 0x8000_0000:
      return [0x8000_0008 | 0, 0, 0, 0];
    case 0x8000_0001:
      return [SIGNATURE, 0, EXTENDED_ECX, EXTENDED_EDX];
    case 0x8000_0002:
    case 0x8000_0003:
    case 0x8000_0004: {
      const at = ((leaf >>> 0) - 0x8000_0002) * 16;
      return [text(BRAND, at), text(BRAND, at + 4), text(BRAND, at + 8), text(BRAND, at + 12)];
    }
    // 40 physical and 48 linear address bits.
    case 0x8000_0008:
      return [40 | (48 << 8), 0, 0, 0];
    default:
      return [0, 0, 0, 0];
  }
}
