# XDP by BPF_LINK_CREATE: the program stays on the device while the descriptor is open.
import socket

from .syscalls import Attr, BPF_LINK_CREATE, bpf

BPF_XDP = 37


def attach_xdp(dev, prog_fd, flags):
    attr = Attr(16)
    attr.u32(0, prog_fd).u32(4, socket.if_nametoindex(dev)).u32(8, BPF_XDP).u32(12, flags)
    return bpf(BPF_LINK_CREATE, attr)
