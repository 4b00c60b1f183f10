# Perf events: how kprobes, tracepoints and clocks are attached, and where perf_submit's data comes out.
import os

import _bcc

from .syscalls import Attr, BPF_RAW_TRACEPOINT_OPEN, NR_IOCTL, NR_PERF_EVENT_OPEN, bpf, call
from .tracing import TRACEFS

IOC_ENABLE = 0x2400
IOC_DISABLE = 0x2401
IOC_SET_BPF = 0x40042408
FLAG_FD_CLOEXEC = 8
PMU = "/sys/bus/event_source/devices/"


def read_number(path):
    with open(path) as f:
        return int(f.read())


def open_event(attr, pid, cpu):
    return call(NR_PERF_EVENT_OPEN, attr.bytes, pid, cpu, -1, FLAG_FD_CLOEXEC)


def attach_program(fd, prog_fd):
    try:
        call(NR_IOCTL, fd, IOC_SET_BPF, prog_fd)
        call(NR_IOCTL, fd, IOC_ENABLE, 0)
    except Exception as e:
        os.close(fd)
        raise e
    return fd


def attach_probe(event, prog_fd, is_return):
    attr = Attr(128)
    attr.u32(0, read_number(PMU + "kprobe/type")).u32(4, 128).u32(48, 1)
    if is_return:
        attr.u64(8, 1)
    attr.buffer(56, event.encode() + b"\0")
    return attach_program(open_event(attr, -1, 0), prog_fd)


def attach_tracepoint_id(category, name, prog_fd):
    number = read_number(TRACEFS + "/events/" + category + "/" + name + "/id")
    attr = Attr(128)
    attr.u32(0, 2).u32(4, 128).u64(8, number).u64(16, 1).u64(24, 1 << 10).u32(48, 1)
    return attach_program(open_event(attr, -1, 0), prog_fd)


def attach_raw(name, prog_fd):
    attr = Attr(16)
    attr.buffer(0, name.encode() + b"\0").u32(8, prog_fd)
    return bpf(BPF_RAW_TRACEPOINT_OPEN, attr)


def attach_clock(ev_type, ev_config, prog_fd, period, freq, pid, cpu):
    attr = Attr(128)
    attr.u32(0, ev_type).u32(4, 128).u64(8, ev_config)
    if freq > 0:
        attr.u64(16, freq).u64(40, 1 << 10)
    else:
        attr.u64(16, period)
    return attach_program(open_event(attr, pid, cpu), prog_fd)


def detach(fd):
    call(NR_IOCTL, fd, IOC_DISABLE, 0)
    os.close(fd)


def open_output(cpu, wakeup):
    """PERF_COUNT_SW_BPF_OUTPUT: the event that perf_submit writes to."""
    attr = Attr(128)
    attr.u32(0, 1).u32(4, 128).u64(8, 10).u64(16, 1).u64(24, 1 << 10).u32(48, wakeup)
    fd = open_event(attr, -1, cpu)
    call(NR_IOCTL, fd, IOC_ENABLE, 0)
    return fd


def map_ring(fd, pages):
    return _bcc.mmap(fd, (pages + 1) * 4096, 3, 1)
