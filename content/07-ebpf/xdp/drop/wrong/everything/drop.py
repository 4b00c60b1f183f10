#!/usr/bin/python3
# Given; look, but do not change.
from bcc import BPF
import os

b = BPF(src_file="drop.bcc.c")
b.attach_xdp("lo", b.load_func("filter", BPF.XDP), 0)
os.system("./knock")
os.system("ping -c 1 -W 1 127.0.0.1")
for key, value in b["dropped"].items():
    print("dropped: %d" % value.value)
b.remove_xdp("lo", 0)
