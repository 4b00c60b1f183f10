/**
 * Contexts of programs that trace: registers at a probe, arguments of a tracepoint, a perf sample. Follows kernel/trace/bpf_trace.c
 * (Linux 6.1, x86-64).
 */
import { HELPERS } from './helpers';
import type { TypeTable } from './index';

/** sizeof(struct pt_regs) */
const PT_REGS = 168;
/** A record of the tracepoint buffer is at most a page; the verifier knows the event only when it is attached. */
const PERF_MAX_TRACE_SIZE = 8192;
const RAW_TP_ARGS = 12;

const scalar = (size: number) => ({ kind: 'scalar', size, narrow: false }) as const;

export const KPROBE: TypeTable = {
  contextName: 'pt_regs',
  contextSize: PT_REGS,
  fields: [],
  // Any aligned part of the registers may be read.
  access: (off, size, write) =>
    write || off < 0 || off >= PT_REGS || off % size !== 0 || off + size > PT_REGS ? null : scalar(size),
  helpers: `${HELPERS.tracing} override_return`,
};

export const TRACEPOINT: TypeTable = {
  contextName: 'tracepoint',
  contextSize: PERF_MAX_TRACE_SIZE,
  fields: [],
  // The first eight bytes are the kernel's own pointer to the registers.
  access: (off, size, write) =>
    write || off < 8 || off >= PERF_MAX_TRACE_SIZE || off % size !== 0 ? null : scalar(size),
  helpers: HELPERS.tracing,
};

/** struct bpf_perf_event_data: registers, sample_period, addr. */
export const PERF_EVENT: TypeTable = {
  contextName: 'bpf_perf_event_data',
  contextSize: PT_REGS + 16,
  fields: [],
  access: (off, size, write) => {
    if (write || off < 0 || off >= PT_REGS + 16 || off % size !== 0) return null;
    // sample_period and addr may be read narrower; registers only whole.
    if (off >= PT_REGS) return scalar(8);
    return size === 8 ? scalar(8) : null;
  },
  helpers: `${HELPERS.tracing} perf_prog_read_value read_branch_records`,
};

/** Arguments of a raw tracepoint: up to twelve words, numbers all of them. */
export const RAW_TRACEPOINT: TypeTable = {
  contextName: 'bpf_raw_tracepoint_args',
  contextSize: RAW_TP_ARGS * 8,
  fields: [],
  access: (off, size, write) => (write || off < 0 || off >= RAW_TP_ARGS * 8 || off % size !== 0 ? null : scalar(size)),
  helpers: HELPERS.tracing,
};
