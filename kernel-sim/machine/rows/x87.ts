/**
 * The x87: every instruction that 64-bit processors have. TypeScript carries them out (cpu/host/x87, fp/float80.ts) on exact integers:
 * slow and right, with control word, status word, stack faults and unmasked exceptions.
 */
import { host } from './dsl';
import type { Attributes, Definition } from './types';

const ARITHMETIC = ['fadd', 'fmul', 'fcom', 'fcomp', 'fsub', 'fsubr', 'fdiv', 'fdivr'];
/** With the destination in ST(i) subtraction and division swap their names. */
const REVERSED = ['fadd', 'fmul', 'fcom', 'fcomp', 'fsubr', 'fsub', 'fdivr', 'fdiv'];
const fp = (mnemonic: string, encoding: string, operands: string, attributes: Attributes = {}) =>
  host(mnemonic, encoding, operands, 'x87', attributes);

/** [mnemonic, opcode, digit, size]: memory operands. */
const MEMORY: [string, string, number, string][] = [
  ['flds', 'D9', 0, 'd'],
  ['fsts', 'D9', 2, 'd'],
  ['fstps', 'D9', 3, 'd'],
  ['fldcw', 'D9', 5, 'w'],
  ['fnstcw', 'D9', 7, 'w'],
  ['fnstenv', 'D9', 6, 'v'],
  ['fldenv', 'D9', 4, 'v'],
  ['fildl', 'DB', 0, 'd'],
  ['fistl', 'DB', 2, 'd'],
  ['fistpl', 'DB', 3, 'd'],
  ['fldt', 'DB', 5, 'x'],
  ['fstpt', 'DB', 7, 'x'],
  ['fldl', 'DD', 0, 'q'],
  ['fstl', 'DD', 2, 'q'],
  ['fstpl', 'DD', 3, 'q'],
  ['frstor', 'DD', 4, 'v'],
  ['fnsave', 'DD', 6, 'v'],
  ['fnstsw', 'DD', 7, 'w'],
  ['filds', 'DF', 0, 'w'],
  ['fists', 'DF', 2, 'w'],
  ['fistps', 'DF', 3, 'w'],
  ['fbld', 'DF', 4, 'x'],
  ['fildll', 'DF', 5, 'q'],
  ['fbstp', 'DF', 6, 'x'],
  ['fistpll', 'DF', 7, 'q'],
];
/** [mnemonic, opcode, digit]: ST(i). */
const REGISTER: [string, string, number][] = [
  ['fld', 'D9', 0],
  ['fxch', 'D9', 1],
  ['fstpnce', 'D9', 3],
  ['ffree', 'DD', 0],
  ['fxch', 'DD', 1],
  ['fst', 'DD', 2],
  ['fstp', 'DD', 3],
  ['fucom', 'DD', 4],
  ['fucomp', 'DD', 5],
  ['fcmovb', 'DA', 0],
  ['fcmove', 'DA', 1],
  ['fcmovbe', 'DA', 2],
  ['fcmovu', 'DA', 3],
  ['fcmovnb', 'DB', 0],
  ['fcmovne', 'DB', 1],
  ['fcmovnbe', 'DB', 2],
  ['fcmovnu', 'DB', 3],
  ['fucomi', 'DB', 5],
  ['fcomi', 'DB', 6],
  ['ffreep', 'DF', 0],
  ['fxch', 'DF', 1],
  ['fstp', 'DF', 2],
  ['fstp', 'DF', 3],
  ['fucompi', 'DF', 5],
  ['fcompi', 'DF', 6],
];
/** [mnemonic, opcode, ModRM]: no operand. */
const PLAIN: [string, string, string][] = [
  ['fnop', 'D9', 'D0'],
  ['fchs', 'D9', 'E0'],
  ['fabs', 'D9', 'E1'],
  ['ftst', 'D9', 'E4'],
  ['fxam', 'D9', 'E5'],
  ['fld1', 'D9', 'E8'],
  ['fldl2t', 'D9', 'E9'],
  ['fldl2e', 'D9', 'EA'],
  ['fldpi', 'D9', 'EB'],
  ['fldlg2', 'D9', 'EC'],
  ['fldln2', 'D9', 'ED'],
  ['fldz', 'D9', 'EE'],
  ['fdecstp', 'D9', 'F6'],
  ['fincstp', 'D9', 'F7'],
  ['fprem', 'D9', 'F8'],
  ['fprem1', 'D9', 'F5'],
  ['fxtract', 'D9', 'F4'],
  ['fsqrt', 'D9', 'FA'],
  ['frndint', 'D9', 'FC'],
  ['fscale', 'D9', 'FD'],
  ['fucompp', 'DA', 'E9'],
  ['fneni', 'DB', 'E0'],
  ['fndisi', 'DB', 'E1'],
  ['fnsetpm', 'DB', 'E4'],
  ['fnclex', 'DB', 'E2'],
  ['fninit', 'DB', 'E3'],
  ['fcompp', 'DE', 'D9'],
  ['fnstsw', 'DF', 'E0'],
];

/** [mnemonic, ModRM] after D9: approximations. */
const TRANSCENDENTAL: [string, string][] = [
  ['f2xm1', 'F0'],
  ['fyl2x', 'F1'],
  ['fptan', 'F2'],
  ['fpatan', 'F3'],
  ['fyl2xp1', 'F9'],
  ['fsincos', 'FB'],
  ['fsin', 'FE'],
  ['fcos', 'FF'],
];

export const X87: Definition[] = [
  ...TRANSCENDENTAL.map(([name, modrm]) => fp(name, `D9 {${modrm}}`, '', { approximate: true })),
  ...PLAIN.map(([name, opcode, modrm]) => fp(name, `${opcode} {${modrm}}`, '')),
  ...ARITHMETIC.flatMap((name, n) => [
    fp(`${name}s`, `D8 /${n}`, 'Md'),
    fp(name, `D8 /${n}`, 'F'),
    fp(`${name}l`, `DC /${n}`, 'Mq'),
    fp(`${name.replace('f', 'fi')}l`, `DA /${n}`, 'Md'),
    fp(`${name.replace('f', 'fi')}s`, `DE /${n}`, 'Mw'),
  ]),
  ...REVERSED.flatMap((name, n) => [
    fp(name, `DC /${n}`, 'F'),
    ...(n === 3 ? [] : [fp(n === 2 ? 'fcomp' : `${name}p`, `DE /${n}`, 'F')]),
  ]),
  ...MEMORY.map(([name, opcode, digit, size]) => fp(name, `${opcode} /${digit}`, `M${size}`)),
  ...REGISTER.map(([name, opcode, digit]) => fp(name, `${opcode} /${digit}`, 'F')),
  host('fwait', '9B', '', 'wait'),
];
