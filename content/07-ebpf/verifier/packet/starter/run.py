#!/usr/bin/python3
# Loads fix.bcc.c and hangs it on lo. Given; look, but do not change.
from bcc import BPF
import os
import time

b = BPF(src_file="fix.bcc.c")
fn = b.load_func("fix", BPF.XDP)
b.attach_xdp("lo", fn, 0)
print("accepted")
os.system("ping -c 2 127.0.0.1 > /dev/null")
for key, value in b["out"].items():
    print("out[%d] = %d" % (key.value, value.value))
b.remove_xdp("lo", 0)
