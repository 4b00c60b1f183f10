#!/usr/bin/python3
# Given; look, but do not change.
from bcc import BPF
import time

b = BPF(src_file="snoop.bcc.c")

def show(cpu, data, size):
    e = b["events"].event(data)
    print("%d %s %s" % (e.pid, e.comm.decode(), e.file.decode()), flush=True)

b["events"].open_perf_buffer(show)
end = time.time() + 4
while time.time() < end:
    b.perf_buffer_poll(200)
