/**
 * /proc/cpuinfo. Follows arch/x86/kernel/cpu/proc.c:show_cpuinfo. One block for each processor.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import type { Kernel } from '../../types';

const FLAGS =
  'fpu de pse tsc msr pae mce cx8 apic sep pge cmov pat clflush mmx fxsr sse sse2 syscall nx lm rep_good nopl cpuid pni cx16 hypervisor lahf_lm cpuid_fault';

export function cpuinfoText(kernel: Kernel): string {
  const count = kernel.core.cpus?.length ?? 1;
  let text = '';
  for (let cpu = 0; cpu < count; cpu++) text += processor(cpu, count);
  return text;
}

function processor(cpu: number, count: number): string {
  const mhz = (INSTRUCTIONS_PER_SECOND / 1e6).toFixed(3);
  const lines: [string, string | number][] = [
    ['processor\t', cpu],
    ['vendor_id\t', 'GenuineIntel'],
    ['cpu family\t', 6],
    ['model\t\t', 6],
    ['model name\t', 'Ring Zero virtual CPU'],
    ['stepping\t', 1],
    ['cpu MHz\t\t', mhz],
    ['physical id\t', 0],
    ['siblings\t', count],
    ['core id\t\t', cpu],
    ['cpu cores\t', count],
    ['apicid\t\t', cpu],
    ['initial apicid\t', cpu],
    ['fpu\t\t', 'yes'],
    ['fpu_exception\t', 'yes'],
    ['cpuid level\t', 13],
    ['wp\t\t', 'yes'],
    ['flags\t\t', FLAGS],
    ['bugs\t\t', ''],
    ['bogomips\t', ((INSTRUCTIONS_PER_SECOND / 1e6) * 2).toFixed(2)],
    ['clflush size\t', 64],
    ['cache_alignment\t', 64],
    ['address sizes\t', '40 bits physical, 48 bits virtual'],
  ];
  return `${lines.map(([name, value]) => `${name}:${value === '' ? '' : ` ${value}`}\n`).join('')}power management:\n\n`;
}
