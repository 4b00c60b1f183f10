#!/usr/bin/python3
# Loads fix.bcc.c, hangs it on getppid, runs it. Given; look, but do not change.
from bcc import BPF
import os

b = BPF(src_file="fix.bcc.c")
b.load_func("fix", BPF.KPROBE)
b.attach_kprobe(event="__x64_sys_getppid", fn_name="fix")
for i in range(3):
    os.getppid()
print("accepted")
for key, value in b["out"].items():
    print("out[%d] = %d" % (key.value, value.value))
