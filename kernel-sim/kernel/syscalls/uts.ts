/** What uname(2) says: Linux 6.1 as Debian 12 ships it, with our own flavour in the release. */
export const UTS = {
  sysname: 'Linux',
  release: '6.1.0-ringzero-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.170-1 (2026-01-01)',
  machine: 'x86_64',
} as const;
