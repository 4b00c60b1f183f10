/** Source lines and function names of instructions, from BTF line and function info. Follows kernel/bpf/verifier.c: check_btf_info. */
import { BtfKind } from '../btf/object';
import type { ProgramAttributes } from '../program';
import type { BpfSystem } from '../system';

export class LineTable {
  private readonly lines = new Map<number, { file: string; line: number; text: string }>();
  private readonly functions = new Map<number, string>();

  constructor(system: BpfSystem, attributes: ProgramAttributes) {
    const btf = system.btfs.objects.get(attributes.btfId);
    if (!btf) return;
    const { lineInfo, lineInfoRecord, funcInfo, funcInfoRecord } = attributes;
    const view = new DataView(lineInfo.buffer);
    for (let at = 0; at + 16 <= lineInfo.length; at += lineInfoRecord) {
      const [insn, file, text, column] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true));
      this.lines.set(insn, { file: btf.string(file), line: column >>> 10, text: btf.string(text).trim() });
    }
    const functions = new DataView(funcInfo.buffer);
    for (let at = 0; at + 8 <= funcInfo.length; at += funcInfoRecord) {
      const type = btf.type(functions.getUint32(at + 4, true));
      if (type?.kind === BtfKind.FUNC) this.functions.set(functions.getUint32(at, true), type.name);
    }
  }

  /** The line that begins at or before the instruction. */
  line(insn: number): { file: string; line: number; text: string } | null {
    for (let at = insn; at >= 0; at--) {
      const found = this.lines.get(at);
      if (found) return found;
    }
    return null;
  }
  functionName(insn: number): string | null {
    return this.functions.get(insn) ?? null;
  }
}
