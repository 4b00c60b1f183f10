/**
 * The x87 as far as C needs it (long double, musl's printf): loads, stores, arithmetic, comparison, control. TypeScript carries it out
 * on exact numbers (cpu/x87.ts): slow and right. The transcendental instructions are not there.
 */
import { host } from './dsl';
import type { Definition } from './types';

const ARITHMETIC = ['fadd', 'fmul', 'fcom', 'fcomp', 'fsub', 'fsubr', 'fdiv', 'fdivr'];
/** With the destination in ST(i) subtraction and division swap their names. */
const REVERSED = ['fadd', 'fmul', 'fcom', 'fcomp', 'fsubr', 'fsub', 'fdivr', 'fdiv'];
const fp = (mnemonic: string, encoding: string, operands: string) => host(mnemonic, encoding, operands, 'x87');

/** [mnemonic, opcode, digit, size]: memory operands. */
const MEMORY: [string, string, number, string][] = [
  ['flds', 'D9', 0, 'd'],
  ['fsts', 'D9', 2, 'd'],
  ['fstps', 'D9', 3, 'd'],
  ['fldcw', 'D9', 5, 'w'],
  ['fnstcw', 'D9', 7, 'w'],
  ['fnstenv', 'D9', 6, 'x'],
  ['fldenv', 'D9', 4, 'x'],
  ['fildl', 'DB', 0, 'd'],
  ['fistl', 'DB', 2, 'd'],
  ['fistpl', 'DB', 3, 'd'],
  ['fldt', 'DB', 5, 'x'],
  ['fstpt', 'DB', 7, 'x'],
  ['fldl', 'DD', 0, 'q'],
  ['fstl', 'DD', 2, 'q'],
  ['fstpl', 'DD', 3, 'q'],
  ['fnstsw', 'DD', 7, 'w'],
  ['filds', 'DF', 0, 'w'],
  ['fists', 'DF', 2, 'w'],
  ['fistps', 'DF', 3, 'w'],
  ['fildll', 'DF', 5, 'q'],
  ['fistpll', 'DF', 7, 'q'],
];
/** [mnemonic, opcode, digit]: ST(i). */
const REGISTER: [string, string, number][] = [
  ['fld', 'D9', 0],
  ['fxch', 'D9', 1],
  ['ffree', 'DD', 0],
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
  ['fsqrt', 'D9', 'FA'],
  ['frndint', 'D9', 'FC'],
  ['fscale', 'D9', 'FD'],
  ['fucompp', 'DA', 'E9'],
  ['fnclex', 'DB', 'E2'],
  ['fninit', 'DB', 'E3'],
  ['fcompp', 'DE', 'D9'],
  ['fnstsw', 'DF', 'E0'],
];

export const X87: Definition[] = [
  ...PLAIN.map(([name, opcode, modrm]) => fp(name, `${opcode} {${modrm}}`, '')),
  ...ARITHMETIC.flatMap((name, n) => [
    fp(`${name}s`, `D8 /${n}`, 'Md'),
    fp(name, `D8 /${n}`, 'Rd'),
    fp(`${name}l`, `DC /${n}`, 'Mq'),
    fp(name.replace('f', 'fi'), `DA /${n}`, 'Md'),
    fp(name.replace('f', 'fi'), `DE /${n}`, 'Mw'),
  ]),
  ...REVERSED.flatMap((name, n) =>
    n === 2 || n === 3 ? [] : [fp(name, `DC /${n}`, 'Rd'), fp(`${name}p`, `DE /${n}`, 'Rd')],
  ),
  ...MEMORY.map(([name, opcode, digit, size]) => fp(name, `${opcode} /${digit}`, `M${size}`)),
  ...REGISTER.map(([name, opcode, digit]) => fp(name, `${opcode} /${digit}`, 'Rd')),
  host('fwait', '9B', '', 'wait'),
];
