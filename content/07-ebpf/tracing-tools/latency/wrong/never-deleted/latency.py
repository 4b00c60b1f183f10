#!/usr/bin/python3
# Given; look, but do not change.
from bcc import BPF
import time

b = BPF(src_file="latency.bcc.c")
time.sleep(3)
b["us"].print_log2_hist("usecs")
print("left over: %d" % len(b["start"]))
