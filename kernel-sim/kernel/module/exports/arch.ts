/**
 * What the compiler and the headers expect of the machine side: thunks (real machine code), per-CPU variables, user copies with
 * their own calling conventions. Follows arch/x86/lib/{retpoline,getuser,putuser}.S and arch/x86/kernel/setup_percpu.c.
 */
import { PERCPU, percpuBase } from '../../arch/percpu';
import { type ExportGroup, type ExportRow, variable } from './types';

const REGISTERS = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];

/** jmp *%reg. */
const thunks: ExportRow[] = REGISTERS.flatMap((name, i) =>
  name === 'rsp'
    ? []
    : [
        {
          name: `__x86_indirect_thunk_${name}`,
          gpl: true,
          code: i < 8 ? [0xff, 0xe0 + i] : [0x41, 0xff, 0xe0 + i - 8],
        },
      ],
);

export const ARCH_EXPORTS: ExportGroup = {
  base: 0xffffffff81030000n,
  rows: [
    ...thunks,
    { name: '__x86_return_thunk', code: [0xc3] },
    { name: '__fentry__', code: [0xc3] },
    { name: 'current_task', percpu: PERCPU.current_task },
    { name: '__preempt_count', percpu: PERCPU.__preempt_count },
    { name: 'cpu_number', percpu: PERCPU.cpu_number },
    { name: 'this_cpu_off', percpu: PERCPU.this_cpu_off },
    { name: 'cpu_current_top_of_stack', percpu: PERCPU.cpu_current_top_of_stack },
    { name: 'fixed_percpu_data', percpu: PERCPU.fixed_percpu_data },
    variable('__per_cpu_offset', 64, (system, address) => {
      for (const { index } of system.kernel.core.cpus) system.memory.setI64(address + index * 8, percpuBase(index));
    }),
  ],
};
