/** The first instructions of a bare-metal program: call `main`; when it returns there is nobody to return to, so stop for good. */
import type { SourceFile } from '../toolchain';

export const BARE_START: SourceFile = {
  path: 'start.s',
  text: `    .text
    .global _start
    .type _start, @function
_start:
    xorl %ebp, %ebp
    call main
1:  cli
    hlt
    jmp 1b
    .size _start, . - _start
`,
};
