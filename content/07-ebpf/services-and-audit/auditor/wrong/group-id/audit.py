#!/usr/bin/python3
# Given; look, but do not change.
from bcc import BPF
import time

b = BPF(src_file="audit.bcc.c")

def show(cpu, data, size):
    e = b["alerts"].event(data)
    print("ALERT uid=%d comm=%s" % (e.uid, e.comm.decode()), flush=True)

b["alerts"].open_perf_buffer(show)
print("watching", flush=True)
end = time.time() + 4
while time.time() < end:
    b.perf_buffer_poll(200)
