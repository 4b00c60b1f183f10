#!/usr/bin/python3

from bcc import BPF

bpf_text = """
int trace_sys_clone(struct pt_regs *ctx) {
  return 0;
}
"""

b = BPF(text=bpf_text)

b.trace_print()
