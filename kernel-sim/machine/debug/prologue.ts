/** Where the prologue of a function ends, by its code: pushes, `mov %rsp,%rbp`, room for locals, and what gcc puts before them. */
import { describe } from '../decode/describe';

/**
 * Offset behind the prologue in the code of a function. `second`: offset of its second line; it is taken where nothing before it
 * branches or calls, so that arguments that are saved count as prologue, and a function in one line is stopped before it does anything.
 */
export function prologueEnd(code: Uint8Array, second: number): number {
  let saved = 0;
  let saving = true;
  let straight = true;
  for (let at = 0; at < Math.min(second, code.length); ) {
    const { mnemonic, text, length } = describe(code.subarray(at));
    at += length;
    saving &&= /^(push|nop|endbr64|mov %rsp,%rbp$|sub \$0x[0-9a-f]+,%rsp$)/.test(text);
    if (saving) saved = at;
    straight &&= !/^(call|j|ret|syscall)/.test(mnemonic);
  }
  return straight && second < code.length ? second : saved;
}
