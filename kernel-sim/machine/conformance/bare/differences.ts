/**
 * Lines that QEMU 7.2 prints otherwise than the Intel SDM says; ours prints `sdm`. Only these may differ, and each must still be
 * needed: a line that QEMU prints rightly one day is an error of the list. Chapters are of volume 3 where none is named.
 */
export interface Difference {
  image: string;
  /** Whole lines, as they follow one another in the output of the image. */
  qemu: string;
  sdm: string;
  /** Section of the SDM, and what it says. */
  why: string;
}

const RING0 = 'cs=10 ss=18 sp+0 flags=0';

/** An entry for each line; `change` makes QEMU's of it. */
const each = (image: string, why: string, change: (sdm: string) => string, lines: readonly string[]): Difference[] =>
  lines.map((sdm) => ({ image, qemu: change(sdm), sdm, why }));

const code = (change: (code: number) => number) => (line: string) =>
  line.replace(/\(([0-9a-f]+)\)/, (_, hex) => `(${change(Number.parseInt(hex, 16)).toString(16)})`);

const nothing = (line: string) => line.replace(/: .*/, ': nothing');

/** P and RSVD. */
const reserved = (image: string, lines: readonly string[]) =>
  each(
    image,
    '4.7: RSVD is set only where P is; QEMU clears P',
    code((c) => c & ~1),
    lines,
  );

/** Error codes that name a gate. */
const gates = (image: string, lines: readonly string[]) =>
  each(
    image,
    '6.13: bits 3 to 15 are the vector; QEMU counts gates as if they had 8 bytes',
    code((c) => (c - 2) * 2 + 2),
    lines,
  );

const noCheck = (image: string, why: string, lines: readonly string[]) => each(image, why, nothing, lines);

export const DIFFERENCES: readonly Difference[] = [
  ...reserved('page-faults', [
    `reserved bit, read: #PF(9) rip+0 ${RING0} cr2=40005000`,
    `reserved bit, write: #PF(b) rip+0 ${RING0} cr2=40005008`,
    'user reserved bit: #PF(d) rip+0 cs=33 ss=2b sp+0 flags=200 cr2=40005000',
    'user over the end: #PF(d) rip+0 cs=33 ss=2b sp+0 flags=200 cr2=40005ffe',
  ]),
  ...reserved('large-pages', [
    `reserved bit 13: #PF(9) rip+0 ${RING0} cr2=40200000`,
    `PS in the top level: #PF(9) rip+10 ${RING0} cr2=28000000000`,
  ]),
  ...reserved(
    'reserved-bits',
    [4, 3, 2, 1].flatMap(() => ['bit 40', 'bit 51'].map((b) => `${b}: #PF(9) rip+10 ${RING0} cr2=8000000000`)),
  ),
  ...reserved('wp-nx', [
    'no NXE, run: bit 63 is reserved: #PF(9) rip elsewhere cs=10 ss=18 sp-8 flags=0 cr2=40001000',
    `no NXE, read: #PF(9) rip+0 ${RING0} cr2=40001000`,
  ]),
  ...gates('gates', [
    'int to dpl 0: #GP(18a) rip+0 cs=33 ss=2b sp+0 flags=200',
    "int to #PF's gate: #GP(72) rip+0 cs=33 ss=2b sp+0 flags=200",
    'int 1: #GP(a) rip+0 cs=33 ss=2b sp+0 flags=200',
    'int 0x81: #GP(40a) rip+0 cs=33 ss=2b sp+0 flags=200',
    'int 0x81, not present: #NP(40a) rip+0 cs=33 ss=2b sp+0 flags=200',
    `int 0x81, not present, ring 0: #NP(40a) rip+0 ${RING0}`,
    'int 0x81, dpl 0 and not present: #GP(40a) rip+0 cs=33 ss=2b sp+0 flags=200',
    `call gate in the IDT: #GP(40a) rip+0 ${RING0}`,
    `task gate in the IDT: #GP(40a) rip+0 ${RING0}`,
    `beyond the IDT: #GP(40a) rip+0 ${RING0}`,
  ]),
  ...gates('single-step', ['ring 3, int: #GP(40a) rip+0 cs=33 ss=2b sp+0 flags=300']),
  {
    image: 'double-fault',
    qemu: `#UD without a gate: #GP is delivered: #GP(62) rip+0 ${RING0}`,
    sdm: `#UD without a gate: #GP is delivered: #GP(33) rip+0 ${RING0}`,
    why: '6.13: and EXT is set, for an exception was being delivered',
  },
  {
    image: 'single-step',
    qemu: 'rep movsb = 4000:14 4000:19 4000:24 4000:24 4000:24 4000:24 4000:26 4000:27 4000:28rep movsb: nothing',
    sdm: 'rep movsb = 4000:14 4000:19 4000:24 4000:24 4000:24 4000:26 4000:27 4000:28 4000:29rep movsb: nothing',
    why: '18.3.1.4: a trap after each iteration; QEMU stops once more to find that rcx is 0',
  },
  {
    image: 'far-transfers',
    qemu: 'lretq to non-canonical: #GP(0) rip elsewhere cs=10 ss=18 sp+0 flags=0',
    sdm: 'lretq to non-canonical: #GP(0) rip+13 cs=10 ss=18 sp-16 flags=0',
    why: '2B, RET: the new rip is checked before the instruction ends',
  },
  {
    image: 'syscall',
    qemu: 'rcx right r11=603 cs=10 ss=18 flags=2',
    sdm: 'rcx right r11=603 cs=10 ss=18 flags=3',
    why: '2B, SYSCALL: only the flags of IA32_FMASK are cleared; QEMU loses CF, PF, AF, ZF, SF and OF',
  },
  {
    image: 'syscall',
    qemu: 'sysret to a non-canonical address: #GP(0) rip elsewhere cs=33 ss=2b sp+0 flags=0',
    sdm: `sysret to a non-canonical address: #GP(0) rip+16 ${RING0}`,
    why: '2B, SYSRET: #GP(0) if rcx is not canonical, in ring 0 (AMD: after the switch to ring 3)',
  },
  ...each(
    'non-canonical',
    '2B, PUSH, POP; 2A, CALL: #SS(0) for a stack address that is not canonical',
    (line) => line.replace('#SS', '#GP'),
    ['push', 'pop', 'call'].map((what) => `${what}: #SS(0) rip+13 cs=10 ss=18 sp elsewhere flags=0`),
  ),
  ...noCheck('non-canonical', '2D, WRMSR: #GP(0) for a base that is not canonical', [
    `fs base: #GP(0) rip+12 ${RING0}`,
  ]),
  ...noCheck('swapgs', '2D, WRMSR: #GP(0) for a base that is not canonical', [
    `non-canonical gs base: #GP(0) rip+12 ${RING0}`,
    `non-canonical kernel base: #GP(0) rip+12 ${RING0}`,
  ]),
  ...noCheck('msrs', '2B RDMSR, 2D WRMSR: #GP(0) for a register that is not there or a reserved bit', [
    `read of 0x123456: #GP(0) rip+5 ${RING0}`,
    `write of 0x123456: #GP(0) rip+9 ${RING0}`,
    `LSTAR non-canonical: #GP(0) rip+12 ${RING0}`,
    `EFER reserved bit: #GP(0) rip+12 ${RING0}`,
    `EFER without LME: #GP(0) rip+12 ${RING0}`,
    `PAT with an unknown type: #GP(0) rip+12 ${RING0}`,
  ]),
  ...noCheck('control-registers', '2B, MOV to CR8: #GP(0) for a reserved bit', [`cr8 = 16: #GP(0) rip+7 ${RING0}`]),
  ...noCheck('segments', '2A, LTR: #GP(0) for a null selector', [`ltr null: #GP(0) rip+2 ${RING0}`]),
  ...noCheck('fpu-faults', 'table 2-2: MMX instructions raise #NM with TS and #UD with EM', [
    `TS, MMX: #NM rip+0 ${RING0}`,
    `EM, MMX: #UD rip+0 ${RING0}`,
  ]),
  ...noCheck('fpu-faults', '6.15, #MF: any waiting x87 instruction tells of the exception', [
    '#MF by the next: #MF rip+16 cs=10 ss=18 sp-8 flags=0',
  ]),
  ...noCheck('fpu-faults', '6.15, #XM: unmasked SSE exceptions; QEMU raises none', [
    '#XM: #XM rip+22 cs=10 ss=18 sp-8 flags=0',
    '#XM without OSXMMEXCPT: #UD rip+22 cs=10 ss=18 sp-8 flags=0',
  ]),
  ...noCheck('fpu-faults', '2A, LDMXCSR: #GP for reserved bits', [
    'ldmxcsr reserved: #GP(0) rip+5 cs=10 ss=18 sp-8 flags=0',
  ]),
  {
    image: 'pit',
    qemu: 'gate off: out 0, stands still 0',
    sdm: 'gate off: out 0, stands still 1',
    why: '8254 data sheet, mode 0: GATE = 0 disables counting',
  },
  {
    image: 'local-apic',
    qemu: 'while disabled: 40',
    sdm: 'while disabled:',
    why: '11.4.7.2: switched off by software it takes in INIT, NMI, SMI and start-up messages only',
  },
  ...each(
    'resume-flag',
    '18.3.1.1: RF is 1 in the flags saved by a fault; QEMU saves it as it was',
    (line) => line.replace('RF 1', 'RF 0'),
    ['vector 6: RF 1', 'vector 0: RF 1', 'vector e: RF 1', 'vector d: RF 1', 'vector 6: RF 1'],
  ),
  ...each(
    'alignment-check',
    '6.15, #AC; QEMU checks no alignment',
    (line) => line.replace(/: .*/, ': back with rax=1'),
    [
      ...['read of 4', 'write of 2', 'read of 8', 'write of 8', 'add to memory'].map(
        (what) => `${what}: #AC(0) rip+5 cs=33 ss=2b sp+0 flags=40200`,
      ),
      'push: #AC(0) rip+9 cs=33 ss=2b sp-20 flags=40200',
      'movsl: #AC(0) rip+13 cs=33 ss=2b sp+0 flags=40200',
    ],
  ),
  ...noCheck('atomics', '2A, LOCK: #UD unless the instruction writes to memory and is on the list', [
    `lock mov: #UD rip+0 ${RING0}`,
    `lock lea: #UD rip+0 ${RING0}`,
    `lock bt: #UD rip+0 ${RING0}`,
  ]),
  {
    image: 'watchpoints',
    qemu: 'the address is rounded down\n  none',
    sdm: 'the address is rounded down\n  rip+2 dr6=1 cs=10 rcx=0',
    why: '18.2.5: the low bits of the address are ignored by LEN',
  },
  {
    image: 'debug-registers',
    qemu: 'dr6 of ones: ffff7fff',
    sdm: 'dr6 of ones: ffff6fff',
    why: '18.2.3: bit 12 is always 0',
  },
  {
    image: 'debug-registers',
    qemu: `general detect: nothing\ndr6 0 dr7 2400\nint1: #UD rip+0 ${RING0}`,
    sdm: `general detect: #DB rip+0 ${RING0} dr6=ffff2ff0\ndr6 2000 dr7 400\nint1: #DB rip+1 ${RING0} dr6=ffff0ff0`,
    why: '18.2.4: DR7.GD makes an access to a debug register #DB, and is cleared; 2A, INT1: #DB',
  },
  {
    image: 'debug-registers',
    qemu: 'int1 in ring 3: #UD rip+0 cs=33 ss=2b sp+0 flags=200',
    sdm: 'int1 in ring 3: #DB rip+1 cs=33 ss=2b sp+0 flags=200 dr6=ffff0ff0',
    why: '2A, INT1: #DB, whatever the privilege of the gate',
  },
  {
    image: 'pcid',
    qemu: 'PCID 0',
    sdm: [
      'PCID 1',
      `with a PCID that is not 0: #GP(0) rip+8 ${RING0}`,
      'with 0: nothing',
      'space 5: 1, cr3 5',
      'space 6: 2, cr3 6',
      'space 5 kept: 1, cr3 5',
      'after invlpg: 2',
      `bit 63 without PCIDs: #GP(0) rip+19 ${RING0}`,
    ].join('\n'),
    why: '4.10.1; software emulation by QEMU 7.2 has no PCIDs',
  },
];

/** QEMU's text with the known differences put right, and the entries that were not found in it. */
export function putRight(image: string, text: string): { text: string; unused: readonly Difference[] } {
  const unused: Difference[] = [];
  let right = `\n${text}`;
  const from = new Map<string, number>();
  for (const difference of DIFFERENCES) {
    if (difference.image !== image) continue;
    const { qemu, sdm } = difference;
    const at = right.indexOf(`\n${qemu}\n`, from.get(qemu) ?? 0);
    if (at < 0) unused.push(difference);
    else {
      right = `${right.slice(0, at)}\n${sdm}${right.slice(at + 1 + qemu.length)}`;
      from.set(qemu, at + 1);
    }
  }
  return { text: right.slice(1), unused };
}
