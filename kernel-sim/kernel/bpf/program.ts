/**
 * A loaded program (struct bpf_prog): what the verifier left, ready to run, with its name, tag and counters.
 */
import type { Program } from './interp/program';
import type { BpfMap, HeldProgram } from './maps/map';
import type { BpfInsn, ProgType, VerifiedProgram } from './types';

export interface ProgramAttributes {
  type: ProgType;
  expectedAttachType: number;
  name: string;
  gpl: boolean;
  flags: number;
  uid: number;
  loadTime: number;
  btfId: number;
  attachBtfId: number;
  funcInfo: Uint8Array;
  lineInfo: Uint8Array;
  funcInfoRecord: number;
  lineInfoRecord: number;
}

export class BpfProgram implements HeldProgram {
  id = 0;
  refs = 1;
  runs = 0;
  /** Virtual nanoseconds, while BPF_ENABLE_STATS is on. */
  runNs = 0;

  constructor(
    readonly attributes: ProgramAttributes,
    readonly insns: readonly BpfInsn[],
    readonly verified: VerifiedProgram,
    readonly maps: readonly BpfMap[],
    readonly code: Program,
    /** First 8 bytes of SHA-1 over the instructions with map descriptors zeroed. */
    readonly tag: Uint8Array,
    private readonly drop: (program: BpfProgram) => void,
  ) {}

  get type(): ProgType {
    return this.attributes.type;
  }
  get name(): string {
    return this.attributes.name;
  }
  get compatible(): string {
    return String(this.type);
  }
  get(): void {
    this.refs++;
  }
  put(): void {
    if (--this.refs === 0) this.drop(this);
  }
}
