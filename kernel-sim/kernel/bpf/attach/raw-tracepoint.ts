/** Raw tracepoints: the arguments of the trace call as 64-bit values. Follows kernel/trace/bpf_trace.c: bpf_raw_tp_link. */
import { ENOENT } from '../../errno';
import type { BpfProgram } from '../program';
import type { BpfLink, BpfSystem } from '../system';

export const BPF_LINK_TYPE_RAW_TRACEPOINT = 1;

export function attachRawTracepoint(system: BpfSystem, program: BpfProgram, name: string): BpfLink | number {
  const { kernel } = system;
  const tracepoint = kernel.tracepoints.raw(name);
  if (!tracepoint) return -ENOENT;
  const stop = kernel.tracepoints.listen(tracepoint, (_point, _record, raw) => {
    const bytes = new Uint8Array(96);
    const view = new DataView(bytes.buffer);
    raw.forEach((value, index) => {
      if (typeof value !== 'string') view.setBigInt64(index * 8, BigInt.asIntN(64, BigInt(value)), true);
    });
    system.withContext(bytes, (lo, hi) => system.run({ program }, lo, hi));
  });
  return {
    id: 0,
    refs: 1,
    kind: 'raw_tracepoint',
    type: BPF_LINK_TYPE_RAW_TRACEPOINT,
    program,
    target: name,
    detach: stop,
  };
}
