# System calls that Python has no name for, with errors as exceptions.
import os

import _bcc

NR_BPF = 321
NR_PERF_EVENT_OPEN = 298
NR_IOCTL = 16
NR_POLL = 7

BPF_MAP_CREATE = 0
BPF_MAP_LOOKUP_ELEM = 1
BPF_MAP_UPDATE_ELEM = 2
BPF_MAP_DELETE_ELEM = 3
BPF_MAP_GET_NEXT_KEY = 4
BPF_PROG_LOAD = 5
BPF_PROG_ATTACH = 8
BPF_PROG_DETACH = 9
BPF_RAW_TRACEPOINT_OPEN = 17
BPF_MAP_FREEZE = 22
BPF_LINK_CREATE = 28


class SyscallError(Exception):
    def __init__(self, number):
        self.errno = number
        self.strerror = os.strerror(number)
        Exception.__init__(self, self.strerror)


def call(nr, *args):
    result = _bcc.syscall(nr, *args)
    if result < 0:
        raise SyscallError(_bcc.errno())
    return result


class Attr:
    """union bpf_attr: numbers and addresses of buffers at their offsets."""

    def __init__(self, size):
        self.bytes = bytearray(size)
        self.kept = []

    def u32(self, at, value):
        self.bytes[at:at + 4] = (value & 0xffffffff).to_bytes(4, "little")
        return self

    def u64(self, at, value):
        self.bytes[at:at + 8] = (value & 0xffffffffffffffff).to_bytes(8, "little")
        return self

    def buffer(self, at, value):
        self.kept.append(value)
        return self.u64(at, _bcc.address(value))

    def text(self, at, value):
        data = value.encode()
        self.bytes[at:at + len(data)] = data
        return self


def bpf(command, attr):
    return call(NR_BPF, command, attr.bytes, len(attr.bytes))
