/** Makes AT&T text for every row of the instruction table: the cases of the test that compares with GNU as. */
import { allRows, CLASS, type Row, Slot } from './rows';

const GENERAL: Record<number, string[]> = {
  1: ['%al', '%cl', '%sil', '%r9b'],
  2: ['%ax', '%dx', '%r10w'],
  4: ['%eax', '%esi', '%r11d'],
  8: ['%rax', '%rdi', '%r12'],
};
const MEMORY = ['(%rbx)', '8(%rbp,%rcx,4)', '-0x1234(%r13)', '(%rsp)', '0x40(,%r14,8)', '(%r12,%r15)'];
const SUFFIX: Record<number, string> = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' };

/** Rows that GNU as spells in another way than our table, or chooses only by option. */
const NO_SUFFIX =
  /^(xchg|movabs|in|out|sldt|str|smsw|lar|lsl|bswap|rdrand|rdseed|movnti|rdfsbase|rdgsbase|wrfsbase|wrgsbase)$/;
const SKIPPED = new Set([
  'icall',
  'ijmp',
  'lcall',
  'ljmp',
  'lcallq',
  'ljmpq',
  'fucomip',
  'enter',
  'finit',
  'fsubp',
  'fsubrp',
  'fdivp',
  'fdivrp',
  'xgetbv',
  'xsetbv',
  'invpcid',
  'pushf',
  'popf',
  'leave',
  'sysret',
  'iret',
  'lret',
  'cbw',
  'cwde',
  'cdqe',
  'cwd',
  'cdq',
  'cqo',
]);

function choices(mask: number, size: number, width: number): string[] {
  const out: string[] = [];
  if (mask & CLASS.r8) out.push(...GENERAL[1]);
  if (mask & CLASS.r16) out.push(...GENERAL[2]);
  if (mask & CLASS.r32) out.push(...GENERAL[4]);
  if (mask & CLASS.r64) out.push(...GENERAL[8]);
  if (mask & CLASS.x) out.push('%xmm1', '%xmm12');
  if (mask & CLASS.m) out.push(...MEMORY);
  if (mask & CLASS.sreg) out.push('%ds', '%fs');
  if (mask & CLASS.cr) out.push('%cr3', '%cr8');
  if (mask & CLASS.dr) out.push('%dr7');
  if (mask & CLASS.st) out.push('%st(3)');
  if (mask & CLASS.moffs) out.push('0x1122334455667');
  if (mask === CLASS.al) out.push('%al');
  if (mask === CLASS.ax) out.push('%ax');
  if (mask === CLASS.eax) out.push('%eax');
  if (mask === CLASS.rax) out.push('%rax');
  if (mask === CLASS.cl) out.push('%cl');
  if (mask === CLASS.dx) out.push('%dx');
  if (mask === CLASS.one) out.push('$1');
  if (mask === CLASS.fs) out.push('%fs');
  if (mask === CLASS.gs) out.push('%gs');
  if (mask === CLASS.imm8s) out.push('$-5');
  if (mask === CLASS.imm8) out.push(size === 1 ? '$-7' : '$7');
  if (mask === CLASS.imm16) out.push('$0x1234');
  if (mask === CLASS.imm32s || mask === CLASS.imm32) out.push(width === 2 ? '$0x1234' : '$0x12345678');
  if (mask === CLASS.imm64) out.push('$0x1122334455667788');
  return out;
}

function mnemonic(row: Row): string {
  const name = row.mnemonic;
  if (name.startsWith('movsx')) return `movs${name.slice(5)}${SUFFIX[row.size]}`;
  if (name === 'movzb' || name === 'movzw') return `${name}${SUFFIX[row.size]}`;
  if (row.size === 0 || NO_SUFFIX.test(name) || /^(set|cmov)/.test(name)) return name;
  if (row.operands.some((o) => (o & (CLASS.sreg | CLASS.cr | CLASS.dr | CLASS.fs | CLASS.gs)) !== 0)) return name;
  if (/^(mov(d|q|msk.*)|cvtt?s[sd]2si|pmovmskb|pextrw|pinsrw|lldt|ltr|lmsw|verr|verw|fnstsw)$/.test(name)) return name;
  return `${name}${SUFFIX[row.size]}`;
}

function casesOf(row: Row): string[] {
  if (SKIPPED.has(row.mnemonic)) return [];
  const lists = row.operands.map((mask, i) => choices(mask, row.size, row.widths[i] ?? 0));
  if (lists.some((l) => l.length === 0)) return [];
  const longest = Math.max(1, ...lists.map((l) => l.length));
  const out: string[] = [];
  for (let i = 0; i < longest; i++) {
    // Vary the second operand out of step with the first, so that pairs differ.
    const operands = lists.map((l, k) => l[(i + k) % l.length]);
    if (operands.filter((o) => o.includes('(%r') || o.startsWith('0x40')).length > 1) continue;
    // `xchg %eax, %eax` must not become a no-operation that leaves the upper half.
    if (row.mnemonic === 'xchg' && operands[0] === operands[1]) continue;
    if (row.slots[0] === Slot.Both && operands.length === 2) operands.splice(1, 0);
    out.push(`${mnemonic(row)} ${operands.reverse().join(', ')}`.trimEnd());
  }
  return out;
}

/** All cases, without repetitions. */
export function encodingCases(): string[] {
  const seen = new Set<string>();
  for (const row of allRows()) for (const c of casesOf(row)) seen.add(c);
  for (const c of EXTRA) seen.add(c);
  return [...seen];
}

/** Forms that the rows alone do not give. */
const EXTRA = [
  'call *%rax',
  'call *8(%rbx)',
  'jmp *%r11',
  'jmp *(%rax,%rcx,8)',
  'mov %fs:0x28, %rax',
  'mov %gs:(%rax), %ebx',
  'movl $1, (%eax)',
  'mov %ah, %bl',
  'mov %ch, (%rdx)',
  'lea 0x10(%rip), %rax',
  'pushfq',
  'popfq',
  'leaveq',
  'retq',
  'lretq',
  'iretq',
  'sysretq',
  'lock xadd %eax, (%rbx)',
  'lock cmpxchg %rcx, (%rdx)',
  'rep movsb',
  'rep stosq',
  'repne scasb',
  'repe cmpsb',
  'enter $16, $0',
  'in (%dx), %al',
  'outb %al, (%dx)',
  'add $0xffffffff, %eax',
  'and $0xfff0, %cx',
  'push $0x12345',
  'push $-1',
  'shl $1, %eax',
  'shl %eax',
  'movabs $0x1122334455667788, %r9',
  'mov $-1, %rax',
  'mov $0x7fffffff, %rbx',
  'mov $0xffffffff, %eax',
  'movq $-2, (%rax)',
  'movq %xmm3, %r9',
  'movq %r9, %xmm3',
  'imul $10, %eax',
  'imul $1000, %rax, %rbx',
  'test %eax, (%rbx)',
  'xchg %rbx, (%rcx)',
  'sete %al',
  'int $0x80',
  'int3',
  'loop .',
  'jrcxz .',
];
