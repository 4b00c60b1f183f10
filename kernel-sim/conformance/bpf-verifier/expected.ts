/**
 * Which selftests ask for what VERIFIER.md says is not supported, with the reason.
 */
import type { SelfTest } from './suite';

const TYPES: Readonly<Record<number, string>> = {
  7: 'program type PERF_EVENT needs BTF here',
  10: 'program type LWT_IN',
  11: 'program type LWT_OUT',
  12: 'program type LWT_XMIT',
  13: 'program type SOCK_OPS',
  14: 'program type SK_SKB',
  15: 'program type CGROUP_DEVICE',
  16: 'program type SK_MSG',
  21: 'program type SK_REUSEPORT',
  24: 'program type RAW_TRACEPOINT_WRITABLE',
  25: 'program type CGROUP_SOCKOPT',
  26: 'program type TRACING',
  29: 'program type LSM',
  30: 'program type SK_LOOKUP',
};

export const UNSUPPORTED = {
  kind(test: SelfTest): string | null {
    if (test.type !== 7 && TYPES[test.type]) return TYPES[test.type];
    if ('map_kptr' in test.fixups) return 'kptr';
    if (test.kfuncs > 0) return 'kfunc';
    return null;
  },
};
