# Rings that programs write to: perf events (perf_submit) and BPF_RINGBUF_OUTPUT, read as libbpf reads them.
from .perf import map_ring, open_output
from .syscalls import NR_POLL, SyscallError, call

import _bcc

DATA_HEAD = 1024
DATA_TAIL = 1032
RECORD_LOST = 2
RECORD_SAMPLE = 9
EINTR = 4


class PerfBuffer:
    def __init__(self, table, cpu, callback, lost_cb, pages, wakeup):
        self.table = table
        self.cpu = cpu
        self.callback = callback
        self.lost_cb = lost_cb
        self.size = pages * 4096
        self.fd = open_output(cpu, wakeup)
        self.ring = map_ring(self.fd, pages)

    def read(self, at, length):
        start = at % self.size
        first = min(length, self.size - start)
        data = self.ring.read(4096 + start, first)
        if first < length:
            data = data + self.ring.read(4096, length - first)
        return data

    def consume(self):
        head = self.ring.u64(DATA_HEAD)
        tail = self.ring.u64(DATA_TAIL)
        while tail < head:
            header = self.read(tail, 8)
            kind = int.from_bytes(header[0:4], "little")
            size = int.from_bytes(header[6:8], "little")
            body = self.read(tail + 8, size - 8)
            tail = tail + size
            if kind == RECORD_SAMPLE:
                length = int.from_bytes(body[0:4], "little")
                self.callback(self.cpu, body[4:4 + length], length)
            elif kind == RECORD_LOST:
                lost = int.from_bytes(body[8:16], "little")
                if self.lost_cb:
                    self.lost_cb(lost)
                else:
                    print("Possibly lost %d samples" % lost)
        self.ring.write(DATA_TAIL, tail.to_bytes(8, "little"))


BUSY = 0x80000000
DISCARD = 0x40000000


class RingBuffer:
    def __init__(self, table, callback, ctx):
        self.callback = callback
        self.ctx = ctx
        self.fd = table.map_fd
        self.size = table.max_entries
        self.consumer = _bcc.mmap(self.fd, 4096, 3, 1)
        self.producer = _bcc.mmap(self.fd, 4096 + 2 * self.size, 1, 1, 4096)

    def consume(self):
        at = self.consumer.u64(0)
        end = self.producer.u64(0)
        while at < end:
            offset = 4096 + at % self.size
            header = self.producer.u32(offset)
            if header & BUSY:
                break
            length = header & 0x3fffffff
            if not header & DISCARD:
                self.callback(self.ctx, self.producer.read(offset + 8, length), length)
            at = at + (length + 8 + 7) // 8 * 8
            self.consumer.write(0, at.to_bytes(8, "little"))
            end = self.producer.u64(0)


def wait(fds, timeout):
    polled = bytearray(8 * len(fds))
    for i in range(len(fds)):
        polled[i * 8:i * 8 + 4] = fds[i].to_bytes(4, "little")
        polled[i * 8 + 4] = 1
    try:
        return call(NR_POLL, polled, len(fds), timeout)
    except SyscallError as e:
        if e.errno == EINTR:
            return 0
        raise e


def poll_perf_buffers(rings, timeout):
    if wait([ring.fd for ring in rings], timeout) > 0:
        for ring in rings:
            ring.consume()


def poll_ring_buffers(rings, timeout):
    if wait([ring.fd for ring in rings], timeout) > 0:
        for ring in rings:
            ring.consume()
