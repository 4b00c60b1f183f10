# BPF_PROG_LOAD with the addresses of tables filled in. When the kernel refuses, its log goes to standard error, as bcc prints it.
import sys

from .syscalls import Attr, BPF_PROG_LOAD, SyscallError, bpf

LOG_SIZE = 1 << 20
PSEUDO_MAP_FD = 1
PSEUDO_MAP_VALUE = 2


def load_program(program, prog_type, license, tables, debug, attach_type=-1):
    insns = bytearray(program.insns)
    for index, kind, symbol, offset in program.relocations:
        at = index * 8
        if kind == "call":
            raise Exception("%s calls a function that was not inlined: %s" % (program.name, symbol))
        value = kind == "data"
        insns[at + 1] = (insns[at + 1] & 0x0f) | ((PSEUDO_MAP_VALUE if value else PSEUDO_MAP_FD) << 4)
        insns[at + 4:at + 8] = tables[symbol].map_fd.to_bytes(4, "little")
        if value:
            insns[at + 12:at + 16] = offset.to_bytes(4, "little")
    try:
        return attempt(program, prog_type, license, bytes(insns), 0, None, attach_type)
    except SyscallError as e:
        first = e
    log = bytearray(LOG_SIZE)
    level = 2 if debug & 0x10 else 1
    try:
        return attempt(program, prog_type, license, bytes(insns), level, log, attach_type)
    except SyscallError as e:
        text = bytes(log[:log.find(b"\0")]).decode()
        sys.stderr.write("bpf: Failed to load program: %s\n%s\n" % (first.strerror, text))
        sys.stderr.flush()
        raise e


def attempt(program, prog_type, license, insns, level, log, attach_type):
    attr = Attr(144)
    attr.u32(0, prog_type).u32(4, len(insns) // 8).buffer(8, insns).buffer(16, license.encode() + b"\0")
    if log is not None:
        attr.u32(24, level).u32(28, len(log)).buffer(32, log)
    attr.u32(40, 0x060100 + 0).text(48, program.name[:15])
    if attach_type >= 0:
        attr.u32(68, attach_type)
    return bpf(BPF_PROG_LOAD, attr)
