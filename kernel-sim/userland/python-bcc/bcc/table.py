# Tables: maps as dictionaries, with histograms. bcc/table.py of iovisor/bcc is the model.
import os

from .syscalls import (
    Attr,
    BPF_MAP_CREATE,
    BPF_MAP_DELETE_ELEM,
    BPF_MAP_FREEZE,
    BPF_MAP_GET_NEXT_KEY,
    BPF_MAP_LOOKUP_ELEM,
    BPF_MAP_UPDATE_ELEM,
    SyscallError,
    bpf,
)
from .types import CInt, Struct, pack, parse_type, unpack

HASH = 1
ARRAY = 2
PROG_ARRAY = 3
PERF_EVENT_ARRAY = 4
PERCPU_HASH = 5
PERCPU_ARRAY = 6
STACK_TRACE = 7
RINGBUF = 27
QUEUE = 22
STACK = 23
LRU_PERCPU_HASH = 10

ENOENT = 2
stars_max = 40


def possible_cpus():
    return os.cpu_count() or 1


def make_table(bpf_object, spec):
    if spec.type == PERF_EVENT_ARRAY and spec.max_entries == 0:
        spec.max_entries = possible_cpus()
    attr = Attr(72)
    flags = spec.flags
    if spec.readonly:
        flags = flags | (1 << 7)
    attr.u32(0, spec.type).u32(4, spec.key_size).u32(8, spec.value_size).u32(12, spec.max_entries).u32(16, flags)
    attr.text(28, spec.name.replace(".", "_")[:15])
    try:
        fd = bpf(BPF_MAP_CREATE, attr)
    except SyscallError as e:
        raise Exception("could not open bpf map: %s, error: %s" % (repr(spec.name.encode()), e.strerror))
    kind = KINDS.get(spec.type, Table)
    table = kind(bpf_object, spec, fd)
    if spec.contents is not None:
        table.fill(spec)
    return table


class Table:
    def __init__(self, bpf_object, spec, fd):
        self.bpf = bpf_object
        self.name = spec.name
        self.spec = spec
        self.map_fd = fd
        self.map_id = fd
        self.key_type = parse_type(spec.key, spec.key_size)
        self.leaf_type = parse_type(spec.leaf, spec.value_size)
        self.max_entries = spec.max_entries
        self.value_bytes = spec.value_size

    def get_fd(self):
        return self.map_fd

    def fill(self, spec):
        self._update(b"\0\0\0\0", spec.contents)
        if spec.readonly:
            bpf(BPF_MAP_FREEZE, Attr(8).u32(0, self.map_fd))

    # ------------------------------------------------------------ elements

    def Key(self, value=0):
        return self._new(self.key_type, value)

    def Leaf(self, value=0):
        return self._new(self.leaf_type, value)

    def _new(self, ctype, value):
        if ctype.kind == "struct":
            return Struct(ctype, b"\0" * ctype.size)
        return CInt(value)

    def _attr(self, key):
        return Attr(32).u32(0, self.map_fd).buffer(8, key)

    def _lookup(self, key):
        out = bytearray(self.value_bytes)
        bpf(BPF_MAP_LOOKUP_ELEM, self._attr(key).buffer(16, out))
        return bytes(out)

    def _update(self, key, value):
        bpf(BPF_MAP_UPDATE_ELEM, self._attr(key).buffer(16, value))

    def _next(self, key):
        out = bytearray(self.spec.key_size)
        attr = Attr(32).u32(0, self.map_fd).buffer(16, out)
        if key is not None:
            attr.buffer(8, key)
        try:
            bpf(BPF_MAP_GET_NEXT_KEY, attr)
        except SyscallError:
            return None
        return bytes(out)

    def _leaf(self, data):
        return unpack(self.leaf_type, data)

    def __getitem__(self, key):
        try:
            return self._leaf(self._lookup(pack(self.key_type, key)))
        except SyscallError:
            raise KeyError(key)

    def __setitem__(self, key, leaf):
        try:
            self._update(pack(self.key_type, key), pack(self.leaf_type, leaf))
        except SyscallError as e:
            raise Exception("Could not update table: %s" % e.strerror)

    def __delitem__(self, key):
        try:
            bpf(BPF_MAP_DELETE_ELEM, self._attr_delete(pack(self.key_type, key)))
        except SyscallError:
            raise KeyError(key)

    def _attr_delete(self, key):
        return Attr(16).u32(0, self.map_fd).buffer(8, key)

    def __contains__(self, key):
        try:
            self._lookup(pack(self.key_type, key))
            return True
        except SyscallError:
            return False

    def _keys(self):
        key = self._next(None)
        while key is not None:
            following = self._next(key)
            yield key
            key = following

    def __iter__(self):
        for key in self._keys():
            yield unpack(self.key_type, key)

    def __len__(self):
        count = 0
        for _ in self._keys():
            count = count + 1
        return count

    def keys(self):
        return list(iter(self))

    def items(self):
        found = []
        for key in self._keys():
            try:
                found.append((unpack(self.key_type, key), self._leaf(self._lookup(key))))
            except SyscallError:
                continue
        return found

    def values(self):
        return [leaf for _, leaf in self.items()]

    iteritems = items
    itervalues = values

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def lookup(self, key):
        return self.get(key)

    def update(self, other):
        for key in other:
            self[key] = other[key]

    def delete(self, key):
        del self[key]

    def pop(self, key):
        leaf = self[key]
        del self[key]
        return leaf

    def clear(self):
        for key in list(self._keys()):
            try:
                bpf(BPF_MAP_DELETE_ELEM, self._attr_delete(key))
            except SyscallError:
                # Elements of arrays stay and become zero.
                self._update(key, b"\0" * self.value_bytes)

    zero = clear

    def items_lookup_and_delete_batch(self):
        found = self.items()
        self.clear()
        return iter(found)

    # ------------------------------------------------------------ histograms

    def _buckets(self):
        """Values by slot, for each section of a key that is a structure."""
        sections = {}
        for key, leaf in self.items():
            value = leaf.value if isinstance(leaf, CInt) else leaf
            if isinstance(key, Struct):
                names = [field[0] for field in key._type.fields]
                section = getattr(key, names[0])
                slot = getattr(key, names[-1])
            else:
                section = None
                slot = key.value
            rows = sections.setdefault(section, {})
            rows[slot] = rows.get(slot, 0) + value
        return sections

    def _print(self, printer, section_header, section_print_fn):
        sections = self._buckets()
        for section in sections:
            rows = sections[section]
            top = max(rows) if len(rows) > 0 else 0
            values = [rows.get(slot, 0) for slot in range(top + 1)]
            if section is not None:
                shown = section_print_fn(section) if section_print_fn else section
                print("\n%s = %s" % (section_header, shown))
            printer(values)

    def print_log2_hist(self, val_type="value", section_header="Bucket ptr", section_print_fn=None, bucket_fn=None, strip_leading_zero=None, bucket_sort_fn=None):
        self._print(lambda values: print_log2(values, val_type, strip_leading_zero), section_header, section_print_fn)

    def print_linear_hist(self, val_type="value", section_header="Bucket ptr", section_print_fn=None, bucket_fn=None, strip_leading_zero=None, bucket_sort_fn=None):
        self._print(lambda values: print_linear(values, val_type, strip_leading_zero), section_header, section_print_fn)


class PerCpuTable(Table):
    """A value for each CPU; `sum`, `average`, `max` over them."""

    def __init__(self, bpf_object, spec, fd):
        Table.__init__(self, bpf_object, spec, fd)
        self.step = (spec.value_size + 7) // 8 * 8
        self.value_bytes = self.step * possible_cpus()

    def _leaf(self, data):
        leaves = []
        for cpu in range(possible_cpus()):
            leaf = unpack(self.leaf_type, data[cpu * self.step:cpu * self.step + self.spec.value_size])
            leaves.append(leaf.value if isinstance(leaf, CInt) else leaf)
        return leaves

    def __setitem__(self, key, leaves):
        data = b"".join([pack(self.leaf_type, leaf) + b"\0" * (self.step - self.spec.value_size) for leaf in leaves])
        self._update(pack(self.key_type, key), data)

    def sum(self, key):
        return CInt(sum(self[key]))

    def max(self, key):
        return CInt(max(self[key]))

    def average(self, key):
        leaves = self[key]
        return sum(leaves) / len(leaves)


class StackTraceTable(Table):
    def walk(self, stack_id, resolve=None):
        if stack_id < 0:
            return
        data = self._lookup((stack_id & 0xffffffff).to_bytes(4, "little"))
        for i in range(0, len(data), 8):
            address = int.from_bytes(data[i:i + 8], "little")
            if address == 0:
                break
            yield resolve(address) if resolve else address


class ProgArrayTable(Table):
    def __setitem__(self, key, leaf):
        fd = leaf.fd if hasattr(leaf, "fd") else (leaf.value if hasattr(leaf, "value") else leaf)
        self._update(pack(self.key_type, key), (fd & 0xffffffff).to_bytes(4, "little"))


class QueueTable(Table):
    def push(self, leaf, flags=0):
        bpf(BPF_MAP_UPDATE_ELEM, Attr(32).u32(0, self.map_fd).buffer(16, pack(self.leaf_type, leaf)).u64(24, flags))

    def peek(self):
        out = bytearray(self.value_bytes)
        try:
            bpf(BPF_MAP_LOOKUP_ELEM, Attr(32).u32(0, self.map_fd).buffer(16, out))
        except SyscallError:
            raise KeyError("Could not peek table")
        return self._leaf(bytes(out))

    def pop(self):
        out = bytearray(self.value_bytes)
        try:
            bpf(21, Attr(32).u32(0, self.map_fd).buffer(16, out))
        except SyscallError:
            raise KeyError("Could not pop from table")
        return self._leaf(bytes(out))


class PerfEventTable(Table):
    def event(self, data):
        return unpack(parse_type(self.spec.event, len(data)), data)

    def open_perf_buffer(self, callback, page_cnt=8, lost_cb=None, wakeup_events=1):
        from .buffers import PerfBuffer
        if page_cnt & (page_cnt - 1):
            raise Exception("Perf buffer page_cnt must be a power of two")
        for cpu in range(possible_cpus()):
            ring = PerfBuffer(self, cpu, callback, lost_cb, page_cnt, wakeup_events)
            self.bpf.perf_buffers[(self.name, cpu)] = ring
            self._update(cpu.to_bytes(4, "little"), ring.fd.to_bytes(4, "little"))


class RingBufTable(Table):
    def event(self, data):
        return unpack(parse_type(self.spec.event, len(data)), data)

    def open_ring_buffer(self, callback, ctx=None):
        from .buffers import RingBuffer
        self.bpf._ringbufs.append(RingBuffer(self, callback, ctx))


KINDS = {
    PERCPU_HASH: PerCpuTable,
    PERCPU_ARRAY: PerCpuTable,
    LRU_PERCPU_HASH: PerCpuTable,
    STACK_TRACE: StackTraceTable,
    PROG_ARRAY: ProgArrayTable,
    PERF_EVENT_ARRAY: PerfEventTable,
    RINGBUF: RingBufTable,
    QUEUE: QueueTable,
    STACK: QueueTable,
}


def stars(value, most, width):
    text = ""
    i = 0
    while i < (width * value / most) - 1 and i < width - 1:
        text = text + "*"
        i = i + 1
    if value > most:
        text = text[:-1] + "+"
    return text


def print_log2(values, val_type, strip_leading_zero):
    most = 0
    last = -1
    for i in range(len(values)):
        if values[i] > 0:
            last = i
            most = max(most, values[i])
    width = stars_max
    if last <= 32:
        header = "     %-19s : count     distribution"
        body = "%10d -> %-10d : %-8d |%-*s|"
    else:
        header = "               %-29s : count     distribution"
        body = "%20d -> %-20d : %-8d |%-*s|"
        width = stars_max // 2
    if last > 0:
        print(header % val_type)
    for i in range(1, last + 1):
        low = (1 << i) >> 1
        high = (1 << i) - 1
        if low == high:
            low = low - 1
        value = values[i]
        if strip_leading_zero and value == 0:
            continue
        strip_leading_zero = False
        print(body % (low, high, value, width, stars(value, most, width)))


def print_linear(values, val_type, strip_leading_zero):
    most = 0
    last = -1
    for i in range(len(values)):
        if values[i] > 0:
            last = i
            most = max(most, values[i])
    print("     %-13s : count     distribution" % val_type)
    for i in range(0, last + 1):
        value = values[i]
        if strip_leading_zero and value == 0:
            continue
        strip_leading_zero = False
        print("        %-10d : %-8d |%-*s|" % (i, value, stars_max, stars(value, most, stars_max)))
